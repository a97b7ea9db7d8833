"""``make faults``: the real save killed, and failed by the system, at every call it makes into the system; then at random moments.

Nothing is replaced inside the program: strace stops the process at its n-th call of a kind and lets the kernel kill it, or answers
the call with an error. What is then in the folder is the verdict.
"""
