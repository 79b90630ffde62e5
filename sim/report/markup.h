/*
 * markup: text for HTML and SVG, escaped. Control characters other than newline and tab are left out.
 *
 * The stream's errors are the caller's to look for. Thread safe for distinct streams.
 */
#ifndef KNEEWALL_REPORT_MARKUP_H
#define KNEEWALL_REPORT_MARKUP_H

#include <stdio.h>

/* The text with & < > " escaped: good between tags and in a double-quoted attribute. NULL prints nothing. */
void markup_text(const char *text, FILE *file);

/* printf() into markup_text(); at most 2,000 bytes. */
void markup_print(FILE *file, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
