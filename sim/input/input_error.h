/*
 * input_error: what is wrong with what a user wrote, in one line without a newline, ready for standard error:
 * "stage1.json: tiers.app.demand.cpu_mss: unknown key; did you mean "cpu_ms"?".
 *
 * Functions of sim/input that can fail take a `struct input_error *` and fill it exactly when they fail.
 * None of them keeps a state: threads may use them at once for different structs.
 */
#ifndef KNEEWALL_INPUT_ERROR_H
#define KNEEWALL_INPUT_ERROR_H

struct input_error {
    char text[1024];
};

/* Control characters become '?', so that the message stays one line; what does not fit is cut off. */
void input_error_set(struct input_error *error, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
