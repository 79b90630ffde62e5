/*
 * assertion: the conditions that a scenario states about its own result, such as "wall.rps >= 6000".
 *
 *   CONDITION  = SIDE ("==" | "!=" | "<" | "<=" | ">" | ">=") SIDE
 *   SIDE       = TERM { ("*" | "/" | "+" | "-") TERM }         from left to right
 *   TERM       = NUMBER | PATH | WORD
 *   PATH       = key { "." key | "[" index "]" }               in the scenario's part of `run --json`
 * (json.h)
 *
 * at(RATE) names the point whose offered rate is nearest, as in "at(800).latency_s.p99 < 0.2"; points[-1] is
 * the last. An object with a `value` stands for it. What is no path is a word, to be compared with == or !=
 * ("web.cpu"); true and false are 1 and 0.
 *
 * A condition that says "timeline." anywhere is about a timeline (timeline_json.h), in which at(SECONDS) is
 * the interval that holds that time (and must be within the timeline): "timeline.recovery.lost_writes > 0",
 * "timeline.at(130).backlog < 10", "timeline.recovery_wall.rps < wall.rps". `run` looks at the others,
 * `timeline` at these.
 */
#ifndef KNEEWALL_REPORT_ASSERTION_H
#define KNEEWALL_REPORT_ASSERTION_H

#include "sim/study/result.h"
#include "sim/study/timeline.h"

#include <stdbool.h>

/*
 * Before a study: whether its asserts can be understood, with the paths that its result will have
 * (outline.h). False, with a message, if one cannot.
 */
bool assertion_check(const struct scenario *scenario, char *message, size_t size);

/* The same for those about a timeline. */
bool assertion_check_timeline(const struct scenario *scenario, char *message, size_t size);

/*
 * Evaluates the asserts of every scenario into its result (`assertion`, which becomes the result's). Returns
 * false, with a message, when one cannot be understood. `all_hold` tells whether none is false.
 */
bool assertion_evaluate(struct study_result *study, bool *all_hold, char *message, size_t size);

/* The same for those about a timeline. */
bool assertion_evaluate_timeline(struct timeline_result *result, bool *all_hold, char *message, size_t size);

/* Whether any condition of the scenario names this path. */
bool assertion_asks(const struct scenario *scenario, const char *path);

#endif
