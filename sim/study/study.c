#include "sim/study/study.h"

#include <stdlib.h>
#include <string.h>

void study_run(const struct study_item *items, uint32_t count, uint32_t jobs,
               struct explore_progress *progress, struct study_result *result)
{
    struct crew *crew = crew_create(jobs);
    struct exploration **exploration = calloc(count ? count : 1, sizeof(struct exploration *));
    result->scenario = calloc(count ? count : 1, sizeof *result->scenario);
    result->scenarios = count;
    if (!crew || !exploration || !result->scenario) abort();
    for (uint32_t i = 0; i < count; i++)
        exploration[i] =
            explore_start(crew, items[i].scenario, items[i].variant, items[i].variants, i, progress);
    crew_run(crew);
    for (uint32_t i = 0; i < count; i++) {
        explore_finish(exploration[i], &result->scenario[i]);
        result->scenario[i].set = items[i].set ? strdup(items[i].set) : NULL;
        result->scenario[i].hash = items[i].hash;
    }
    free(exploration);
    crew_destroy(crew);
}

void study_result_finish(struct study_result *result)
{
    for (uint32_t i = 0; i < result->scenarios; i++) scenario_result_finish(&result->scenario[i]);
    free(result->scenario);
    *result = (struct study_result){ 0 };
}
