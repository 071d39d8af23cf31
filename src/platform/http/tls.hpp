// The TLS context of the listener: TLS 1.2 and 1.3, forward secrecy only, http/1.1 by ALPN, small idle connections.
#pragma once

#include <memory>
#include <string>

#include <openssl/ssl.h>

namespace gongshi::http {

/// Throws std::runtime_error with a sentence a person can act on.
std::shared_ptr<SSL_CTX> load_certificates(const std::string& certificate_file, const std::string& key_file);

}  // namespace gongshi::http
