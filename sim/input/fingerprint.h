#ifndef KNEEWALL_INPUT_FINGERPRINT_H
#define KNEEWALL_INPUT_FINGERPRINT_H

#include <cjson/cJSON.h>
#include <stdint.h>

/*
 * Names what was simulated: 64 bits of FNV-1a (Fowler, Noll, Vo; RFC 9923) over the text of a complete
 * scenario (scenario_complete) as `check --print` shows it, without the remarks on where values come from.
 * Two scenarios with the same name are the same but for one chance in 2^64; it is no protection against
 * forgery.
 */
uint64_t fingerprint_of(const cJSON *complete);

#endif
