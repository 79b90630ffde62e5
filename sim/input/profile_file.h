/*
 * profile_file: the load of a timeline from files: rates over time, or requests that were recorded.
 *
 * Tables are read as measured.h says: with a header, by the names of their columns. Errors name the file, the
 * line, what was found and what was expected. What is read goes into the reader's arena.
 */
#ifndef KNEEWALL_INPUT_PROFILE_FILE_H
#define KNEEWALL_INPUT_PROFILE_FILE_H

#include "sim/input/reader.h"

/*
 * A table of the load: a time (`t_s`, `time_min` ...; without a unit, seconds), which never falls, and one of
 * rps, load_rps, offered_rps, requests_per_s (requests/s) or factor, load_factor (of the scenario's load).
 * Linear between the rows.
 */
bool profile_file_table(struct reader *reader, const struct place *at, const char *name,
                        struct load_profile *profile);

/*
 * Requests to be replayed: a time (as above), which never falls; and, where there are such columns, the name
 * of the class of each request (`class`) and the number of its key (`key`, from 0). An empty field is drawn
 * as ever. The first request is at time 0.
 */
bool profile_file_trace(struct reader *reader, const struct place *at, const char *name,
                        struct load_profile *profile);

/* The smallest key space of a class, or of all that have one (SCENARIO_NONE); 0: there is none. */
double profile_file_keys(const struct scenario *scenario, uint32_t class);

/* The class of a name; SCENARIO_NONE. */
uint32_t profile_file_class(const struct scenario *scenario, const char *name);

#endif
