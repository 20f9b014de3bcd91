"""What countries are called: ISO code, three-letter code, English name; then in their own languages
and in Japanese. A fact a line; the first name is the one that is shown."""

_TABLE = """
AC     Ascension Island
AD AND Andorra | アンドラ
AE ARE United Arab Emirates | UAE | الإمارات العربية المتحدة | الإمارات | アラブ首長国連邦
AF AFG Afghanistan | افغانستان | アフガニスタン
AG ATG Antigua and Barbuda | アンティグア・バーブーダ
AI AIA Anguilla | アンギラ
AL ALB Albania | Shqipëri | Shqipëria | アルバニア
AM ARM Armenia | Հայաստան | アルメニア
AO AGO Angola | アンゴラ
AR ARG Argentina | アルゼンチン
AS ASM American Samoa | アメリカ領サモア
AT AUT Austria | Österreich | オーストリア
AU AUS Australia | オーストラリア | 豪州
AW ABW Aruba | アルバ
AX ALA Åland Islands | Åland | Ahvenanmaa | オーランド諸島
AZ AZE Azerbaijan | Azərbaycan | アゼルバイジャン
BA BIH Bosnia and Herzegovina | Bosnia | Bosna i Hercegovina | Босна и Херцеговина | ボスニア
BB BRB Barbados | バルバドス
BD BGD Bangladesh | বাংলাদেশ | バングラデシュ
BE BEL Belgium | België | Belgique | Belgien | ベルギー
BF BFA Burkina Faso | ブルキナファソ
BG BGR Bulgaria | България | ブルガリア
BH BHR Bahrain | البحرين | バーレーン
BI BDI Burundi | Uburundi | ブルンジ
BJ BEN Benin | Bénin | ベナン
BL BLM Saint Barthélemy | St. Barthélemy | Saint-Barthélemy | サン・バルテルミー
BM BMU Bermuda | バミューダ
BN BRN Brunei | Brunei Darussalam | ブルネイ
BO BOL Bolivia | ボリビア
BQ BES Caribbean Netherlands | Bonaire | Caribisch Nederland | オランダ領カリブ
BR BRA Brazil | Brasil | ブラジル
BS BHS Bahamas | The Bahamas | バハマ
BT BTN Bhutan | འབྲུག | ブータン
BW BWA Botswana | ボツワナ
BY BLR Belarus | Беларусь | Белоруссия | ベラルーシ
BZ BLZ Belize | Belice | ベリーズ
CA CAN Canada | カナダ
CC CCK Cocos (Keeling) Islands | Cocos Islands | ココス諸島
CD COD Congo (Kinshasa) | Democratic Republic of the Congo | DR Congo | DRC | コンゴ民主共和国
CF CAF Central African Republic | République centrafricaine | 中央アフリカ | 中央アフリカ共和国
CG COG Congo (Brazzaville) | Republic of the Congo | République du Congo | コンゴ共和国
CH CHE Switzerland | Schweiz | Suisse | Svizzera | Svizra | スイス
CI CIV Côte d'Ivoire | Ivory Coast | コートジボワール
CK COK Cook Islands | クック諸島
CL CHL Chile | チリ
CM CMR Cameroon | Cameroun | カメルーン
CN CHN China | People's Republic of China | PRC | 中国 | 中國 | 中华人民共和国 | 中華人民共和国
CO COL Colombia | コロンビア
CR CRI Costa Rica | コスタリカ
CU CUB Cuba | キューバ
CV CPV Cape Verde | Cabo Verde | カーボベルデ
CW CUW Curaçao | Kòrsou | キュラソー
CX CXR Christmas Island | クリスマス島
CY CYP Cyprus | Κύπρος | Kıbrıs | キプロス
CZ CZE Czechia | Czech Republic | Česko | Česká republika | チェコ
DE DEU Germany | Deutschland | ドイツ
DJ DJI Djibouti | جيبوتي | ジブチ
DK DNK Denmark | Danmark | デンマーク
DM DMA Dominica | ドミニカ国
DO DOM Dominican Republic | República Dominicana | ドミニカ共和国
DZ DZA Algeria | الجزائر | Algérie | アルジェリア
EC ECU Ecuador | エクアドル
EE EST Estonia | Eesti | エストニア
EG EGY Egypt | مصر | エジプト
EH ESH Western Sahara | الصحراء الغربية | 西サハラ
ER ERI Eritrea | ኤርትራ | إريتريا | エリトリア
ES ESP Spain | España | Espanya | Espainia | スペイン
ET ETH Ethiopia | ኢትዮጵያ | エチオピア
FI FIN Finland | Suomi | フィンランド
FJ FJI Fiji | Viti | フィジー
FK FLK Falkland Islands | Islas Malvinas | フォークランド諸島
FM FSM Micronesia | ミクロネシア | ミクロネシア連邦
FO FRO Faroe Islands | Føroyar | フェロー諸島
FR FRA France | フランス
GA GAB Gabon | ガボン
GB GBR United Kingdom | UK | Great Britain | Britain | England | Scotland | Wales | イギリス | 英国
GD GRD Grenada | グレナダ
GE GEO Georgia | საქართველო | ジョージア | グルジア
GF GUF French Guiana | Guyane | Guyane française | フランス領ギアナ
GG GGY Guernsey | ガーンジー
GH GHA Ghana | ガーナ
GI GIB Gibraltar | ジブラルタル
GL GRL Greenland | Kalaallit Nunaat | Grønland | グリーンランド
GM GMB Gambia | The Gambia | ガンビア
GN GIN Guinea | Guinée | ギニア
GP GLP Guadeloupe | グアドループ
GQ GNQ Equatorial Guinea | Guinea Ecuatorial | Guinée équatoriale | 赤道ギニア
GR GRC Greece | Ελλάδα | Ελλάς | ギリシャ
GT GTM Guatemala | グアテマラ
GU GUM Guam | グアム
GW GNB Guinea-Bissau | Guiné-Bissau | ギニアビサウ
GY GUY Guyana | ガイアナ
HK HKG Hong Kong | 香港 | 中国香港 | 中國香港
HN HND Honduras | ホンジュラス
HR HRV Croatia | Hrvatska | クロアチア
HT HTI Haiti | Haïti | Ayiti | ハイチ
HU HUN Hungary | Magyarország | ハンガリー
ID IDN Indonesia | インドネシア
IE IRL Ireland | Éire | Republic of Ireland | アイルランド
IL ISR Israel | ישראל | إسرائيل | イスラエル
IM IMN Isle of Man | Ellan Vannin | マン島
IN IND India | भारत | Bharat | இந்தியா | インド
IO IOT British Indian Ocean Territory | イギリス領インド洋地域
IQ IRQ Iraq | العراق | イラク
IR IRN Iran | ایران | イラン
IS ISL Iceland | Ísland | アイスランド
IT ITA Italy | Italia | イタリア
JE JEY Jersey | ジャージー
JM JAM Jamaica | ジャマイカ
JO JOR Jordan | الأردن | ヨルダン
JP JPN Japan | Nippon | Nihon | 日本 | 日本国
KE KEN Kenya | ケニア
KG KGZ Kyrgyzstan | Кыргызстан | キルギス
KH KHM Cambodia | កម្ពុជា | カンボジア
KI KIR Kiribati | キリバス
KM COM Comoros | Comores | جزر القمر | コモロ
KN KNA Saint Kitts and Nevis | St. Kitts and Nevis | セントクリストファー・ネイビス
KP PRK North Korea | Democratic People's Republic of Korea | DPRK | 조선민주주의인민공화국 | 北朝鮮
KR KOR South Korea | Korea | Republic of Korea | 대한민국 | 한국 | 韓国 | 大韓民国
KW KWT Kuwait | الكويت | クウェート
KY CYM Cayman Islands | ケイマン諸島
KZ KAZ Kazakhstan | Қазақстан | Казахстан | カザフスタン
LA LAO Laos | ລາວ | ラオス
LB LBN Lebanon | لبنان | Liban | レバノン
LC LCA Saint Lucia | St. Lucia | セントルシア
LI LIE Liechtenstein | リヒテンシュタイン
LK LKA Sri Lanka | ශ්‍රී ලංකාව | இலங்கை | スリランカ
LR LBR Liberia | リベリア
LS LSO Lesotho | レソト
LT LTU Lithuania | Lietuva | リトアニア
LU LUX Luxembourg | Luxemburg | Lëtzebuerg | ルクセンブルク
LV LVA Latvia | Latvija | ラトビア
LY LBY Libya | ليبيا | リビア
MA MAR Morocco | المغرب | Maroc | モロッコ
MC MCO Monaco | モナコ
MD MDA Moldova | Republica Moldova | モルドバ
ME MNE Montenegro | Crna Gora | Црна Гора | モンテネグロ
MF MAF Saint Martin | St. Martin | Saint-Martin | サン・マルタン
MG MDG Madagascar | Madagasikara | マダガスカル
MH MHL Marshall Islands | マーシャル諸島
MK MKD North Macedonia | Macedonia | Северна Македонија | 北マケドニア
ML MLI Mali | マリ
MM MMR Myanmar | Burma | မြန်မာ | ミャンマー
MN MNG Mongolia | Монгол | Монгол Улс | モンゴル
MO MAC Macao | Macau | 澳门 | 澳門 | マカオ
MP MNP Northern Mariana Islands | 北マリアナ諸島
MQ MTQ Martinique | マルティニーク
MR MRT Mauritania | موريتانيا | Mauritanie | モーリタニア
MS MSR Montserrat | モントセラト
MT MLT Malta | マルタ
MU MUS Mauritius | Maurice | モーリシャス
MV MDV Maldives | ދިވެހިރާއްޖެ | モルディブ
MW MWI Malawi | マラウイ
MX MEX Mexico | México | メキシコ
MY MYS Malaysia | マレーシア
MZ MOZ Mozambique | Moçambique | モザンビーク
NA NAM Namibia | Namibië | ナミビア
NC NCL New Caledonia | Nouvelle-Calédonie | ニューカレドニア
NE NER Niger | ニジェール
NF NFK Norfolk Island | ノーフォーク島
NG NGA Nigeria | ナイジェリア
NI NIC Nicaragua | ニカラグア
NL NLD Netherlands | The Netherlands | Holland | Nederland | オランダ
NO NOR Norway | Norge | Noreg | ノルウェー
NP NPL Nepal | नेपाल | ネパール
NR NRU Nauru | Naoero | ナウル
NU NIU Niue | ニウエ
NZ NZL New Zealand | Aotearoa | ニュージーランド
OM OMN Oman | عُمان | عمان | オマーン
PA PAN Panama | Panamá | パナマ
PE PER Peru | Perú | ペルー
PF PYF French Polynesia | Polynésie française | フランス領ポリネシア
PG PNG Papua New Guinea | Papua Niugini | パプアニューギニア
PH PHL Philippines | The Philippines | Pilipinas | フィリピン
PK PAK Pakistan | پاکستان | パキスタン
PL POL Poland | Polska | ポーランド
PM SPM Saint Pierre and Miquelon | St. Pierre and Miquelon | Saint-Pierre-et-Miquelon
PR PRI Puerto Rico | プエルトリコ
PS PSE Palestine | Palestinian Territories | فلسطين | パレスチナ
PT PRT Portugal | ポルトガル
PW PLW Palau | Belau | パラオ
PY PRY Paraguay | パラグアイ
QA QAT Qatar | قطر | カタール
RE REU Réunion | La Réunion | レユニオン
RO ROU Romania | România | ルーマニア
RS SRB Serbia | Србија | Srbija | セルビア
RU RUS Russia | Russian Federation | Россия | Российская Федерация | ロシア
RW RWA Rwanda | ルワンダ
SA SAU Saudi Arabia | KSA | السعودية | المملكة العربية السعودية | サウジアラビア
SB SLB Solomon Islands | ソロモン諸島
SC SYC Seychelles | セーシェル
SD SDN Sudan | السودان | スーダン
SE SWE Sweden | Sverige | スウェーデン
SG SGP Singapore | Singapura | 新加坡 | சிங்கப்பூர் | シンガポール
SH SHN Saint Helena | St. Helena | セントヘレナ
SI SVN Slovenia | Slovenija | スロベニア
SJ SJM Svalbard and Jan Mayen | Svalbard | スヴァールバル諸島およびヤンマイエン島
SK SVK Slovakia | Slovensko | スロバキア
SL SLE Sierra Leone | シエラレオネ
SM SMR San Marino | サンマリノ
SN SEN Senegal | Sénégal | セネガル
SO SOM Somalia | Soomaaliya | الصومال | ソマリア
SR SUR Suriname | スリナム
SS SSD South Sudan | 南スーダン
ST STP São Tomé and Príncipe | São Tomé e Príncipe | サントメ・プリンシペ
SV SLV El Salvador | エルサルバドル
SX SXM Sint Maarten | シント・マールテン
SY SYR Syria | سوريا | シリア
SZ SWZ Eswatini | Swaziland | エスワティニ
TA     Tristan da Cunha
TC TCA Turks and Caicos Islands | タークス・カイコス諸島
TD TCD Chad | Tchad | تشاد | チャド
TG TGO Togo | トーゴ
TH THA Thailand | ไทย | ประเทศไทย | タイ
TJ TJK Tajikistan | Тоҷикистон | タジキスタン
TK TKL Tokelau | トケラウ
TL TLS Timor-Leste | East Timor | 東ティモール
TM TKM Turkmenistan | Türkmenistan | トルクメニスタン
TN TUN Tunisia | تونس | Tunisie | チュニジア
TO TON Tonga | トンガ
TR TUR Turkey | Türkiye | トルコ
TT TTO Trinidad and Tobago | Trinidad | トリニダード・トバゴ
TV TUV Tuvalu | ツバル
TW TWN Taiwan | 台灣 | 臺灣 | 台湾
TZ TZA Tanzania | タンザニア
UA UKR Ukraine | Україна | Украина | ウクライナ
UG UGA Uganda | ウガンダ
US USA United States | United States of America | America | アメリカ | アメリカ合衆国 | 米国
UY URY Uruguay | ウルグアイ
UZ UZB Uzbekistan | Oʻzbekiston | Ўзбекистон | ウズベキスタン
VA VAT Vatican City | Holy See | Città del Vaticano | バチカン
VC VCT Saint Vincent and the Grenadines | セントビンセント・グレナディーン
VE VEN Venezuela | ベネズエラ
VG VGB British Virgin Islands | イギリス領ヴァージン諸島
VI VIR U.S. Virgin Islands | US Virgin Islands | アメリカ領ヴァージン諸島
VN VNM Vietnam | Viet Nam | Việt Nam | ベトナム
VU VUT Vanuatu | バヌアツ
WF WLF Wallis and Futuna | Wallis-et-Futuna | ウォリス・フツナ
WS WSM Samoa | Sāmoa | サモア
XK XKX Kosovo | Kosova | Kosovë | Косово | コソボ
YE YEM Yemen | اليمن | イエメン
YT MYT Mayotte | マヨット
ZA ZAF South Africa | Suid-Afrika | 南アフリカ
ZM ZMB Zambia | ザンビア
ZW ZWE Zimbabwe | ジンバブエ
"""


# Calling codes whose main country would mislead, or that belong to none.
_ZONES = {1: "North America"} | dict.fromkeys(
    (800, 808, 870, 878, 881, 882, 883, 888, 979), "International"
)


def _read(table: str) -> dict[str, tuple[str, ...]]:
    lines = (line for line in table.splitlines() if line)
    return {
        line[:2]: (*(name.strip() for name in line[7:].split("|")), *line[3:6].split())
        for line in lines
    }


NAMES = _read(_TABLE)  # ISO code -> every name, the shown one first


def country_name(code: str) -> str:
    """The English name of a country; its code when it is not known by name."""
    return NAMES.get(code, (code,))[0]


def calling_zone(calling_code: int, main_region: str) -> str:
    """What the area of a calling code is called."""
    return _ZONES.get(calling_code) or country_name(main_region)
