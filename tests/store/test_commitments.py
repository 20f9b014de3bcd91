"""What the log tells of people proves what it was, until they are forgotten."""

from hashlib import sha256

from dialsheet.campaign import Correction
from dialsheet.errors import Reason
from dialsheet.store.commitments import commitment
from store.desk import Desk

A, B = "+14155550101", "+14155550102"


def test_the_log_proves_requests_and_corrections_and_still_verifies_without_them(
    desk: Desk,
) -> None:
    campaign = desk.add(A, B)
    attempt = desk.claimed(campaign, 2, A)
    desk.library.correct(campaign.id, Correction(3, "Phone", B, "+14155550103"), desk.now())
    told = {each.kind: each.detail for each in desk.library.events(campaign.id)}
    ((body_salt,),) = desk.sql("SELECT salt FROM attempt")
    ((text_salt,),) = desk.sql("SELECT salt FROM corrected")
    assert told["intended"]["body_commitment"] == commitment(body_salt, attempt.body)
    assert told["corrected"]["text_commitment"] == commitment(text_salt, "+14155550103")
    before = list(desk.library.events(campaign.id))
    desk.sql("UPDATE attempt SET body = '', e164 = '', salt = NULL")
    desk.sql("DELETE FROM corrected")
    assert list(desk.library.events(campaign.id)) == before


def test_no_entry_has_a_hash_of_a_number_that_can_be_guessed(desk: Desk) -> None:
    campaign = desk.add(A, B)
    attempt = desk.claimed(campaign, 2, A)
    desk.library.correct(campaign.id, Correction(3, "Phone", B, "+14155550103"), desk.now())
    guesses = (A, B, "+14155550103", attempt.body)
    hashes = {sha256(guess.encode()).hexdigest() for guess in guesses}
    for event in desk.library.events(campaign.id):
        assert not any(each in str(event.detail) for each in hashes | {A, B, "+14155550103"})


def test_the_log_tells_why_without_the_words_of_the_sheet(desk: Desk) -> None:
    campaign = desk.add(A, B)
    said = Reason(
        "campaign.never_calls", {"column": "Note", "value": "Ann: never again", "count": 2}
    )
    desk.library.hold(campaign.id, {2: said}, desk.now())
    desk.library.begin_run(campaign.id, {}, desk.now())
    desk.library.end_run(campaign.id, said, desk.now())
    told = {each.kind: each.detail for each in desk.library.events(campaign.id)}
    figures = {"code": "campaign.never_calls", "params": {"count": 2}}
    assert told["held"]["reason"] == told["run_ended"]["reason"] == figures
