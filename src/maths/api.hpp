// Everything other folders may use of the opinion map.
#pragma once

#include "maths/analysis.hpp"
#include "maths/arrivals.hpp"
#include "maths/digest.hpp"
#include "maths/live_votes.hpp"
#include "maths/polis.hpp"
#include "maths/polis_csv.hpp"
#include "maths/routing.hpp"
#include "maths/similarity.hpp"
#include "maths/suppression.hpp"
