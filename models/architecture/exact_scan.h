/* exact_scan: the first half of exact_init(). Only exact_classify.c uses it. */
#ifndef KNEEWALL_ARCHITECTURE_EXACT_SCAN_H
#define KNEEWALL_ARCHITECTURE_EXACT_SCAN_H

#include "models/architecture/exact.h"

/* Finds the stations and lists all that is broken, whether or not a formula can do without it. */
void exact_scan(struct exact *exact);

#endif
