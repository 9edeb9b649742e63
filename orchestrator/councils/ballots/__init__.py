"""Papers of secret votes: signed blind for whoever is entitled, cast by nobody in particular, counted so that nothing joins the two.

What a vote goes through, and what is called for it. Functions of *db* are called in a transaction of the caller's, with the
act that they are part of.

1. Beforehand: ``key = await signers.new_key()`` (`signing.Signers`), then ``votes.prepare_vote(db, keys, vote, key)``. Its
   public key is `votes.find_vote(db, vote).public`, a PEM text.
2. ``votes.open_vote(db, keys, vote)``.
3. A voter's page (`blind_rsa.js`) makes 32 random bytes, prepares and blinds them, stores all of it, and then sends the
   blinded message with its own proof of who it is. ``handed = handing_out.hand_out(db, keys, vote, seat, blinded)``; where
   `handed.newly`, that is an act: *scheda consegnata*. After the commit, ``await signers.sign(handed.key, blinded)``.
4. The page finalizes, and casts token, signature and choice without saying who it is:
   ``casting.cast(db, keys, vote, casting.Ballot(token, signature, choice))``. It returns when the paper is in the urn. The
   route that calls it takes no cookie, logs nothing, and answers all alike.
5. ``votes.announce_closing(db, vote)``: nothing new is handed out.
6. ``gone = closing.close_vote(db, keys, vote)`` (or `annul_vote`), and after the commit
   ``await closing.forget_links(database, gone)``; once at the start of a service, also of nothing.
7. ``closing.closed_vote(db, vote)``: how many were handed out, the receipts, and the choices, which
   `counting.count_papers` counts.

While `votes.running_votes(db)` has any, `regia backup` takes none. *keys* are the store's (`schedules.store.sealing`).
"""
