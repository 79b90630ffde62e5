/*
 * access_log: requests to be replayed from a web server's log in the Common or Combined Log Format (Apache
 * httpd, nginx):
 *
 *   HOST IDENT USER [10/Oct/2000:13:55:36 -0700] "GET /a.gif HTTP/1.0" 200 2326 ["REFERER" "AGENT"]
 *
 * What follows the status is not looked at. Lines that are blank are skipped; any other line that is not such
 * a one is an error. Servers write a line when a reply ends, so times may step back: requests are sorted by
 * time. The first second that appears is time 0.
 *
 * A log's clock ticks in seconds. The requests of one second are spread over it: `random`, each at a
 * uniformly random moment of that second, as those of a Poisson process are given their number (with random
 * numbers of their own: the same every time); `even`, at equal distances, in the order of the log;
 * `together`, all at its beginning. A time with a fraction (13:55:36.250) stays where it is.
 *
 * The key of a request is the rank of its path (without the query) by how often the log has it, from 0,
 * modulo the key space; the class is that of the longest pattern which its path, or its method and path
 * ("POST /cart"), begins with; without one it is drawn as ever.
 */
#ifndef KNEEWALL_INPUT_ACCESS_LOG_H
#define KNEEWALL_INPUT_ACCESS_LOG_H

#include "sim/input/reader.h"

extern const struct table access_log_table;

/* Reads {"file", "classes", "spread"}; the requests are in the reader's arena. */
bool access_log_read(struct reader *reader, const struct place *at, cJSON *json,
                     struct load_profile *profile);

#endif
