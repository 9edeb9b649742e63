"""What every request needs: errors and their words, headers, languages, bodies, what is compressed and what is counted."""
