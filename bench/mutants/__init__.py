"""``make mutants``: are the tests of the code that must not be wrong strong enough to notice when it is?"""
