"""How records look to people: in a terminal, as plain lines, and as a page. Pure: records in, rich or text out."""
