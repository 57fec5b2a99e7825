"""What the bench keeps to itself (副卷): quick messages, private notes and deliberation minutes, in a secret file of their own.

Nothing of it is a hearing event: it is in no log, view, bag, capsule, search or hand-in.
"""
