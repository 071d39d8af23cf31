// gongshi admin: who looks after the assemblies, on the command line. The same whether a running server does it or the command itself.
#pragma once

#include <span>
#include <string>

#include "app/control_socket.hpp"
#include "app/words.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::app {

/// `arguments` behind "admin": create --name NAME [--assembly ID] | list | link WHO | disable WHO | end-sessions WHO|--all. WHO is the number that
/// list prints, or a login. Links begin with `base`.
Spoken administer(Application& app, const Words& words, std::span<const std::string> arguments, const std::string& base);

}  // namespace gongshi::app
