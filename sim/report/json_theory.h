/* json_theory: the object "theory" of a scenario; its keys are in json.h. */
#ifndef KNEEWALL_REPORT_JSON_THEORY_H
#define KNEEWALL_REPORT_JSON_THEORY_H

#include "sim/report/writer.h"
#include "sim/study/result.h"

void json_theory(struct writer *writer, const struct scenario_result *result);

/* "none", "bound", "approximation", "exact". */
const char *json_theory_kind(enum exact_kind kind);

#endif
