/*
 * Any bytes at all as a scenario file: read, or refused with one line; never a crash. What is read is
 * assembled too.
 */
#include "models/architecture/network.h"
#include "sim/input/scenario_json.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Assembling is for networks that a machine can hold. */
static int is_small(const struct scenario *s)
{
    double members = 0;
    for (uint32_t h = 0; h < s->hosts; h++) members += s->host[h].count;
    for (uint32_t t = 0; t < s->tiers; t++) {
        const struct database *d = &s->tier[t].database;
        members += (double)d->shards.count * (1.0 + d->replicas.count) + d->copies +
                   s->tier[t].caching.shards +
                   (double)s->tier[t].autoscale.max * (s->tier[t].autoscale.metric != SCALING_NONE);
    }
    for (uint32_t d = 0; d < s->datas; d++) members += s->data[d].keys / 100;
    return members < 2000;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input_error error = { "" };
    struct document *document = document_parse((const char *)data, size, "fuzz.json", &error);
    struct scenario *scenario = document ? scenario_of(document, NULL, 0, &error) : NULL;
    if (!scenario && (error.text[0] == '\0' || strchr(error.text, '\n'))) abort();
    if (scenario && is_small(scenario)) network_destroy(network_assemble(scenario));
    scenario_destroy(scenario);
    document_destroy(document);
    return 0;
}
