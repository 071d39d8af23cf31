// A certificate of our own, so that a phone on the local network can be tried at once; a city puts its real one into the configuration.
#pragma once

#include <string>

namespace gongshi::app {

struct CertificateFiles {
  std::string certificate;
  std::string key;
};

/// Makes a self-signed P-256 certificate for `address`, the host name and localhost in `folder`, unless a valid one is there.
/// Throws std::runtime_error when the folder cannot be written.
CertificateFiles own_certificate(const std::string& folder, const std::string& address);

}  // namespace gongshi::app
