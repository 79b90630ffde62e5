#ifndef KNEEWALL_STUDY_KNEE_H
#define KNEEWALL_STUDY_KNEE_H

#include "sim/study/point_set.h"

/*
 * The knee, where the elasticity of the mean latency reaches 1 on the curve fitted through the stable points
 * below saturation (curve.h); also fills the elasticity of each of those points.
 * Rates in requests/s, users NAN where they have no meaning. Thread safe for distinct sets.
 */
struct knee_result knee_find(const struct point_set *set, double users_per_rps);

#endif
