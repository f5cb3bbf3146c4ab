"""Compiles the gazetteer from the packages of the `gazetteer` group and the hand-written data. Never imported at run time."""
