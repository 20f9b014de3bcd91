"""The practice service: behaves as Cartesia's calls API is documented to, and rings no telephone.

The client shares no code with it, so that neither can hide the other's mistakes.
"""

from dialsheet.cartesia.practice.server import serve

__all__ = ["serve"]
