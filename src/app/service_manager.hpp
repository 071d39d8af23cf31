// What a service manager is told (sd_notify(3)): a datagram to the socket it named, nothing where there is none.
#pragma once

#include <string_view>

namespace gongshi::app {

/// "READY=1", "STOPPING=1", "RELOADING=1\nMONOTONIC_USEC=…", "STATUS=…"
void tell_service_manager(std::string_view state);

}  // namespace gongshi::app
