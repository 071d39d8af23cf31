// Keeps a second process out of a data directory.
#pragma once

#include <string>

namespace gongshi::db {

/// Holds `path` locked until destroyed. Throws Failure, naming the process that holds it, when somebody else does.
class FileLock {
 public:
  explicit FileLock(const std::string& path);
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  int file_;
};

}  // namespace gongshi::db
