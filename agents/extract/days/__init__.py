"""Reading when: the words of time in a sentence to days, parts of a day and clock times."""
