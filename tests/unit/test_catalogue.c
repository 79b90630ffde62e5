/* The catalogue that the program carries: every entry can be used, is priced and says where its figures come
 * from. */
#include "reading.h"
#include "sim/input/catalogue.h"

static const char *const confidences[] = { "measured: ", "list price: ", "documented: ", "estimate: " };

static void check_sources(const cJSON *entry)
{
    const cJSON *sources = cJSON_GetObjectItem(entry, "_source"), *source;
    assert_non_null(sources);
    cJSON_ArrayForEach(source, sources)
    {
        bool known = false;
        for (size_t i = 0; i < 4; i++)
            known |= strncmp(source->valuestring, confidences[i], strlen(confidences[i])) == 0;
        if (!known) fail_msg("%s: %s", entry->string, source->valuestring);
        assert_non_null(cJSON_GetObjectItem(entry, source->string));
    }
}

static void every_machine_can_be_used(void **state)
{
    (void)state;
    size_t length, machines = 0;
    const char *text = catalogue_text(&length);
    cJSON *catalogue = cJSON_ParseWithLength(text, length + 1);
    const cJSON *entry;
    assert_non_null(catalogue);
    cJSON_ArrayForEach(entry, cJSON_GetObjectItem(catalogue, "machines"))
    {
        char json[256];
        snprintf(json, sizeof json, "{'hosts':{'h':{'machine':'%s'}}," SERVICE "}", entry->string);
        struct scenario *s = reads(json);
        const struct machine *m = &s->machine[s->host[0].machine];
        assert_string_equal(m->name, entry->string);
        assert_true(m->usd_per_h > 0 && m->cores >= 2 && m->ram >= 4e9 && m->nic > 0);
        assert_true(m->ssd.iops == 3000 && m->ssd.bandwidth == 125 * 1048576.0);
        check_sources(entry);
        scenario_destroy(s);
        machines++;
    }
    cJSON_ArrayForEach(entry, cJSON_GetObjectItem(catalogue, "ssds")) check_sources(entry);
    assert_true(machines > 30);
    cJSON_Delete(catalogue);
}

static void figures_of_the_ladder(void **state)
{
    (void)state;
    struct scenario *s =
        reads("{'hosts':{'a':{'machine':'m7i.large'},'b':{'machine':'m7i.48xlarge'}}," SERVICE "}");
    assert_near(s->machine[0].cores, 2, 0);
    assert_near(s->machine[0].usd_per_h, 0.1008, 1e-12);
    assert_near(s->machine[0].nic, 781e6 / 8, 1e-3);
    assert_near(s->machine[1].cores, 192, 0);
    assert_near(s->machine[1].usd_per_h, 9.6768, 1e-12);
    scenario_destroy(s);
}

static void what_is_not_there_has_a_neighbour(void **state)
{
    (void)state;
    struct nearest nearest = { "", 0 };
    assert_null(catalogue_entry("machines", "m7i.larg", &nearest));
    assert_string_equal(nearest.name, "m7i.large");
    assert_null(catalogue_entry("ssds", "gp4", NULL));
    assert_null(catalogue_entry("nothing", "gp3", NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_machine_can_be_used),
        cmocka_unit_test(figures_of_the_ladder),
        cmocka_unit_test(what_is_not_there_has_a_neighbour),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
