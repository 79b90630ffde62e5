/* csv_field: fields of comma-separated values as RFC 4180 has them; a row ends in CR LF. */
#ifndef KNEEWALL_REPORT_CSV_FIELD_H
#define KNEEWALL_REPORT_CSV_FIELD_H

#include <stdio.h>

/* A prefix (which needs no quotes) and a text, in quotes where it needs them; no comma before it. */
void csv_field_text(FILE *file, const char *prefix, const char *text);

/* A comma, and the number; nothing behind the comma where there is no finite value. */
void csv_field_number(FILE *file, double value);

#endif
