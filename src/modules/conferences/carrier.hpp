// The conference that the settings name, as the application keeps it.
#pragma once

#include "platform/conference/conference.hpp"

namespace gongshi::conferences {

struct Carrier {
  std::shared_ptr<conference::Conference> conference;
};

}  // namespace gongshi::conferences
