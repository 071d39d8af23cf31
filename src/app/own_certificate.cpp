#include "app/own_certificate.hpp"

#include <array>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <stdexcept>

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

namespace gongshi::app {
namespace {

constexpr long kSecondsValid = 825L * 24 * 3600;  // the longest that browsers accept of a certificate

template <class T, void (*free)(T*)>
using Owned = std::unique_ptr<T, decltype([](T* p) { free(p); })>;
using Certificate = Owned<X509, X509_free>;
using Key = Owned<EVP_PKEY, EVP_PKEY_free>;

void require(bool ok, const char* what) {
  if (!ok) throw std::runtime_error(std::string("cannot make a certificate: ") + what);
}

FILE* create(const std::string& path, mode_t mode) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
  require(descriptor >= 0, path.c_str());
  return ::fdopen(descriptor, "w");
}

bool still_valid(const std::string& path) {
  const std::unique_ptr<FILE, decltype([](FILE* f) { std::fclose(f); })> file(std::fopen(path.c_str(), "r"));
  if (!file) return false;
  const Certificate certificate(PEM_read_X509(file.get(), nullptr, nullptr, nullptr));
  const std::time_t soon = std::time(nullptr) + 7L * 24 * 3600;
  std::time_t at = soon;
  return certificate && X509_cmp_time(X509_get0_notAfter(certificate.get()), &at) > 0;
}

std::string alternative_names(const std::string& address) {
  std::array<char, 256> host{};
  gethostname(host.data(), host.size() - 1);
  std::string names = "DNS:localhost,IP:127.0.0.1,IP:::1";
  if (host[0] != '\0') names += ",DNS:" + std::string(host.data());
  std::array<unsigned char, 16> binary{};
  const bool numeric = inet_pton(AF_INET, address.c_str(), binary.data()) == 1 || inet_pton(AF_INET6, address.c_str(), binary.data()) == 1;
  if (numeric && address != "0.0.0.0" && address != "::") names += ",IP:" + address;
  return names;
}

}  // namespace

CertificateFiles own_certificate(const std::string& folder, const std::string& address) {
  std::filesystem::create_directories(folder);
  CertificateFiles files{folder + "/certificate.pem", folder + "/key.pem"};
  if (still_valid(files.certificate) && std::filesystem::exists(files.key)) return files;

  const Key key(EVP_EC_gen("P-256"));
  require(key != nullptr, "key");
  const Certificate certificate(X509_new());
  X509* x = certificate.get();
  X509_set_version(x, 2);
  std::array<unsigned char, 16> serial{};
  RAND_bytes(serial.data(), serial.size());
  serial[0] &= 0x7f;
  const Owned<BIGNUM, BN_free> number(BN_bin2bn(serial.data(), serial.size(), nullptr));
  BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(x));
  X509_gmtime_adj(X509_getm_notBefore(x), -3600);
  X509_gmtime_adj(X509_getm_notAfter(x), kSecondsValid);
  X509_set_pubkey(x, key.get());
  X509_NAME* name = X509_get_subject_name(x);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>("Gongshi"), -1, -1, 0);
  X509_set_issuer_name(x, name);
  const std::string names = alternative_names(address);
  for (const auto& [id, value] : {std::pair{NID_subject_alt_name, names.c_str()}, std::pair{NID_basic_constraints, "critical,CA:FALSE"},
                                  std::pair{NID_ext_key_usage, "serverAuth"}}) {
    const Owned<X509_EXTENSION, X509_EXTENSION_free> extension(X509V3_EXT_conf_nid(nullptr, nullptr, id, value));
    require(extension != nullptr && X509_add_ext(x, extension.get(), -1) == 1, value);
  }
  require(X509_sign(x, key.get(), EVP_sha256()) > 0, "signature");

  FILE* out = create(files.key, 0600);
  require(PEM_write_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1, "key file");
  std::fclose(out);
  out = create(files.certificate, 0644);
  require(PEM_write_X509(out, x) == 1, "certificate file");
  std::fclose(out);
  return files;
}

}  // namespace gongshi::app
