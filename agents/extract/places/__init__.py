"""Place names: found in a sentence, what each may be, what holds it, and the part it plays there."""
