"""A sitting as a fold over its acts: `fold(rules, roll, acts) -> Sitting`. Pure.

An act says what somebody did; the sitting that all acts up to it make is all there is to show, count, print and verify.

- `rules`, `presets`, `roll`: what a sitting goes by, and is frozen when it opens.
- `acts`: everything that can be done; `codec` and `chain`: an act as bytes, and the chain that acts form.
- `state`, `seats`, `votes`: the sitting that is made.
- `life`, `attending`, `items`, `voting`, `correcting`: for each kind of act, when it is lawful and what it changes.
- `quorum`, `counting`: the arithmetic.
- `fold`: one step, and all of them.
"""
