"""How near two texts are, by the plainest code that tells it."""

from __future__ import annotations


def in_order(wanted: str, text: str) -> bool:
    """Tell whether *text* has the letters of *wanted* in order, with others between."""
    rest = iter(text)
    return all(letter in rest for letter in wanted)


def edits(one: str, other: str) -> int:
    """Tell how many letters put in, left out, replaced or swapped lie between two texts."""
    table = {(n, -1): n + 1 for n in range(-1, len(one))}
    table |= {(-1, n): n + 1 for n in range(-1, len(other))}
    for n, a in enumerate(one):
        for m, b in enumerate(other):
            moves = [table[n - 1, m] + 1, table[n, m - 1] + 1, table[n - 1, m - 1] + (a != b)]
            if n and m and a == other[m - 1] and b == one[n - 1]:
                moves.append(table[n - 2, m - 2] + 1)
            table[n, m] = min(moves)
    return table[len(one) - 1, len(other) - 1]
