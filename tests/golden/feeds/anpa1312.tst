W1234abcd-
r f Invented-SluglineX 10-05 0012
^Invented Slug,12<
^Invented headline<
   HALDEN (MN) _ Twelve invented words.

MN-WF-10-05-26 0640GMT