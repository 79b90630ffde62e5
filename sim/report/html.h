/*
 * html: a study as one page that needs nothing else: no network, no script, light or dark as the reader's
 * system is, two or three pages when printed. It holds the architecture as a diagram, the verdict, tables,
 * pictures with values on hover, definitions, the complete scenario with the source of each default, and how
 * to make the page again.
 */
#ifndef KNEEWALL_REPORT_HTML_H
#define KNEEWALL_REPORT_HTML_H

#include "sim/report/output.h"
#include "sim/study/result.h"

#include <stdbool.h>

struct html_page {
    const struct study_result *study;
    const char *const *complete; /* of each scenario, as `check --print` prints it */
    const char *command;         /* that makes the page again */
};

/* Writes the whole page or leaves what was there; false with one line in `error`. */
bool html_write(const struct html_page *page, const char *path, struct output_error *error);

#endif
