#include "platform/tests/crash_disk.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <stdexcept>
#include <string_view>

#include <sqlite3.h>

namespace gongshi::db::test {
namespace {

constexpr int kSlots = SQLITE_SHM_NLOCK;

void write_into(std::string& content, std::int64_t offset, std::string_view bytes) {
  const auto at = static_cast<std::size_t>(offset);
  if (content.size() < at + bytes.size()) content.resize(at + bytes.size());
  bytes.copy(content.data() + at, bytes.size());
}

/// A file, and the memory its connections share while it is open.
struct Inode {
  std::string content;
  int shared = 0;       // connections that hold at least SHARED
  bool reserved = false;
  bool exclusive = false;
  std::vector<std::unique_ptr<char[]>> memory;
  std::array<int, kSlots> readers{};
  std::array<bool, kSlots> taken{};
};

}  // namespace

struct CrashDisk::Files {
  sqlite3_vfs vfs{};
  std::string name;
  mutable std::mutex mutex;
  std::map<std::string, std::shared_ptr<Inode>> inodes;
  std::vector<DiskEvent> history;
  std::int64_t until_failure = 0;  // 0: none is planned
  int failure = 0;
  Lasting lasting = Lasting::once;
  bool has_failed = false;

  /// The result code of the failure whose turn it is, or SQLITE_OK.
  int fault() {
    if (until_failure == 0 || (until_failure > 1 && until_failure-- > 0)) return SQLITE_OK;
    has_failed = true;
    if (lasting == Lasting::once) until_failure = 0;
    return failure;
  }
};

namespace {

struct OpenFile {
  sqlite3_file base;  // first: SQLite knows no more of it
  CrashDisk* disk;
  void* files;
  std::string* name;
  std::shared_ptr<Inode>* inode;
  int level;
  std::uint16_t shared;
  std::uint16_t exclusive;
};
OpenFile& open_file(sqlite3_file* file) { return *reinterpret_cast<OpenFile*>(file); }

// Files is private to CrashDisk; the callbacks, all of them inside this struct's reach, get at it through this.
template <class Files>
struct Calls {
  static Files& files(sqlite3_vfs* vfs) { return *static_cast<Files*>(vfs->pAppData); }
  static Files& files(sqlite3_file* file) { return *static_cast<Files*>(open_file(file).files); }
  static Inode& inode(sqlite3_file* file) { return **open_file(file).inode; }

  static int open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out_flags) {
    Files& all = files(vfs);
    const std::lock_guard lock(all.mutex);
    file->pMethods = nullptr;
    if (all.fault() != SQLITE_OK) return SQLITE_CANTOPEN;
    const std::string name = path == nullptr ? "" : path;
    auto found = all.inodes.find(name);
    if (found == all.inodes.end()) {
      if (path != nullptr && (flags & SQLITE_OPEN_CREATE) == 0) return SQLITE_CANTOPEN;
      found = all.inodes.emplace(name, std::make_shared<Inode>()).first;
    }
    OpenFile& opened = open_file(file);
    opened = OpenFile{{methods()}, nullptr, &all, new std::string(name), new std::shared_ptr<Inode>(found->second), SQLITE_LOCK_NONE, 0, 0};
    if (out_flags != nullptr) *out_flags = flags;
    return SQLITE_OK;
  }
  static int close(sqlite3_file* file) {
    unlock(file, SQLITE_LOCK_NONE);
    delete open_file(file).name;
    delete open_file(file).inode;
    return SQLITE_OK;
  }
  static int read(sqlite3_file* file, void* buffer, int size, sqlite3_int64 offset) {
    const std::lock_guard lock(files(file).mutex);
    if (files(file).fault() != SQLITE_OK) return SQLITE_IOERR_READ;
    const std::string& content = inode(file).content;
    const auto at = std::min(content.size(), static_cast<std::size_t>(offset));
    const auto there = std::min(content.size() - at, static_cast<std::size_t>(size));
    std::memcpy(buffer, content.data() + at, there);
    if (there == static_cast<std::size_t>(size)) return SQLITE_OK;
    std::memset(static_cast<char*>(buffer) + there, 0, static_cast<std::size_t>(size) - there);
    return SQLITE_IOERR_SHORT_READ;
  }
  static int write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
    const std::lock_guard lock(files(file).mutex);
    if (const int code = files(file).fault(); code != SQLITE_OK) return code;
    const std::string_view text(static_cast<const char*>(bytes), static_cast<std::size_t>(size));
    write_into(inode(file).content, offset, text);
    files(file).history.push_back({DiskEvent::Kind::write, *open_file(file).name, offset, std::string(text)});
    return SQLITE_OK;
  }
  static int truncate(sqlite3_file* file, sqlite3_int64 size) {
    const std::lock_guard lock(files(file).mutex);
    if (files(file).fault() != SQLITE_OK) return SQLITE_IOERR_TRUNCATE;
    inode(file).content.resize(static_cast<std::size_t>(size));
    files(file).history.push_back({DiskEvent::Kind::truncate, *open_file(file).name, size});
    return SQLITE_OK;
  }
  static int sync(sqlite3_file* file, int) {
    const std::lock_guard lock(files(file).mutex);
    if (files(file).fault() != SQLITE_OK) return SQLITE_IOERR_FSYNC;
    files(file).history.push_back({DiskEvent::Kind::sync, *open_file(file).name});
    return SQLITE_OK;
  }
  static int size(sqlite3_file* file, sqlite3_int64* bytes) {
    const std::lock_guard lock(files(file).mutex);
    if (files(file).fault() != SQLITE_OK) return SQLITE_IOERR_FSTAT;
    *bytes = static_cast<sqlite3_int64>(inode(file).content.size());
    return SQLITE_OK;
  }

  // Locks, as sqlite.org/c3ref/io_methods.html describes them. PENDING is not needed: nobody starves in a test.
  static int lock(sqlite3_file* file, int level) {
    const std::lock_guard guard(files(file).mutex);
    OpenFile& opened = open_file(file);
    Inode& node = inode(file);
    if (opened.level >= level) return SQLITE_OK;
    if (opened.level == SQLITE_LOCK_NONE) {
      if (node.exclusive) return SQLITE_BUSY;
      ++node.shared;
      opened.level = SQLITE_LOCK_SHARED;
    }
    if (level >= SQLITE_LOCK_RESERVED && opened.level < SQLITE_LOCK_RESERVED) {
      if (node.reserved) return SQLITE_BUSY;
      node.reserved = true;
      opened.level = SQLITE_LOCK_RESERVED;
    }
    if (level == SQLITE_LOCK_EXCLUSIVE) {
      if (node.shared > 1) return SQLITE_BUSY;
      node.exclusive = true;
      opened.level = SQLITE_LOCK_EXCLUSIVE;
    }
    return SQLITE_OK;
  }
  static int unlock(sqlite3_file* file, int level) {
    const std::lock_guard guard(files(file).mutex);
    OpenFile& opened = open_file(file);
    Inode& node = inode(file);
    if (opened.level == SQLITE_LOCK_EXCLUSIVE && level < SQLITE_LOCK_EXCLUSIVE) node.exclusive = false;
    if (opened.level >= SQLITE_LOCK_RESERVED && level < SQLITE_LOCK_RESERVED) node.reserved = false;
    if (opened.level >= SQLITE_LOCK_SHARED && level == SQLITE_LOCK_NONE) --node.shared;
    opened.level = std::min(opened.level, level);
    return SQLITE_OK;
  }
  static int check_reserved(sqlite3_file* file, int* reserved) {
    const std::lock_guard guard(files(file).mutex);
    *reserved = inode(file).reserved;
    return SQLITE_OK;
  }

  static int map(sqlite3_file* file, int region, int size, int extend, void volatile** out) {
    const std::lock_guard guard(files(file).mutex);
    *out = nullptr;
    if (files(file).fault() != SQLITE_OK) return SQLITE_IOERR_SHMMAP;
    auto& memory = inode(file).memory;
    const auto index = static_cast<std::size_t>(region);
    if (index >= memory.size()) {
      if (extend == 0) return SQLITE_OK;
      while (memory.size() <= index) memory.push_back(std::make_unique<char[]>(static_cast<std::size_t>(size)));
    }
    *out = memory[index].get();
    return SQLITE_OK;
  }
  static int shared_lock(sqlite3_file* file, int first, int count, int flags) {
    const std::lock_guard guard(files(file).mutex);
    OpenFile& opened = open_file(file);
    Inode& node = inode(file);
    const auto mask = static_cast<std::uint16_t>(((1 << count) - 1) << first);
    if ((flags & SQLITE_SHM_UNLOCK) != 0) {
      for (int slot = first; slot < first + count; ++slot) {
        const auto at = static_cast<std::size_t>(slot);
        if ((opened.exclusive & (1 << slot)) != 0) node.taken[at] = false;
        if ((opened.shared & (1 << slot)) != 0) --node.readers[at];
      }
      opened.exclusive &= static_cast<std::uint16_t>(~mask);
      opened.shared &= static_cast<std::uint16_t>(~mask);
      return SQLITE_OK;
    }
    for (int slot = first; slot < first + count; ++slot) {
      const auto at = static_cast<std::size_t>(slot);
      if (node.taken[at] && (opened.exclusive & (1 << slot)) == 0) return SQLITE_BUSY;
      if ((flags & SQLITE_SHM_EXCLUSIVE) != 0 && node.readers[at] > ((opened.shared & (1 << slot)) != 0 ? 1 : 0)) return SQLITE_BUSY;
    }
    for (int slot = first; slot < first + count; ++slot) {
      const auto at = static_cast<std::size_t>(slot);
      if ((flags & SQLITE_SHM_EXCLUSIVE) != 0) {
        node.taken[at] = true;
        opened.exclusive |= static_cast<std::uint16_t>(1 << slot);
      } else if ((opened.shared & (1 << slot)) == 0) {
        ++node.readers[at];
        opened.shared |= static_cast<std::uint16_t>(1 << slot);
      }
    }
    return SQLITE_OK;
  }
  static void barrier(sqlite3_file*) { std::atomic_thread_fence(std::memory_order_seq_cst); }
  static int unmap(sqlite3_file* file, int remove) {
    shared_lock(file, 0, kSlots, SQLITE_SHM_UNLOCK);
    const std::lock_guard guard(files(file).mutex);
    if (remove != 0) inode(file).memory.clear();
    return SQLITE_OK;
  }

  static const sqlite3_io_methods* methods() {
    static const sqlite3_io_methods kMethods = {
        2, close, read, write, truncate, sync, size, lock, unlock, check_reserved,
        [](sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }, [](sqlite3_file*) { return 512; },
        // As SQLite's own VFS has it: a torn write does not harm the bytes beside it.
        [](sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }, map, shared_lock, barrier, unmap, nullptr, nullptr};
    return &kMethods;
  }

  static int remove(sqlite3_vfs* vfs, const char* path, int) {
    Files& all = files(vfs);
    const std::lock_guard lock(all.mutex);
    if (all.fault() != SQLITE_OK) return SQLITE_IOERR_DELETE;
    if (all.inodes.erase(path) == 0) return SQLITE_IOERR_DELETE_NOENT;
    all.history.push_back({DiskEvent::Kind::remove, path});
    return SQLITE_OK;
  }
  static int access(sqlite3_vfs* vfs, const char* path, int, int* there) {
    Files& all = files(vfs);
    const std::lock_guard lock(all.mutex);
    if (all.fault() != SQLITE_OK) return SQLITE_IOERR_ACCESS;
    *there = all.inodes.contains(path);
    return SQLITE_OK;
  }
  static int full_path(sqlite3_vfs*, const char* path, int size, char* out) {
    sqlite3_snprintf(size, out, "%s", path);
    return SQLITE_OK;
  }
};

}  // namespace

CrashDisk::CrashDisk() : files_(std::make_unique<Files>()) {
  static std::atomic<int> count = 0;
  using Call = Calls<Files>;
  files_->name = "crash-disk-" + std::to_string(++count);
  files_->vfs = *sqlite3_vfs_find(nullptr);  // time, randomness and sleep stay the system's
  sqlite3_vfs& vfs = files_->vfs;
  vfs.pNext = nullptr;
  vfs.zName = files_->name.c_str();
  vfs.szOsFile = sizeof(OpenFile);
  vfs.pAppData = files_.get();
  vfs.xOpen = Call::open;
  vfs.xDelete = Call::remove;
  vfs.xAccess = Call::access;
  vfs.xFullPathname = Call::full_path;
  if (sqlite3_vfs_register(&vfs, 0) != SQLITE_OK) throw std::runtime_error("the crash disk cannot be registered");
}
CrashDisk::~CrashDisk() { sqlite3_vfs_unregister(&files_->vfs); }

const std::string& CrashDisk::name() const { return files_->name; }

void CrashDisk::load(const DiskImage& image) {
  for (const auto& [name, content] : image) {
    files_->inodes[name] = std::make_shared<Inode>();
    files_->inodes[name]->content = content;
  }
}
DiskImage CrashDisk::content() const {
  const std::lock_guard lock(files_->mutex);
  DiskImage image;
  for (const auto& [name, inode] : files_->inodes) image[name] = inode->content;
  return image;
}

std::size_t CrashDisk::events() const {
  const std::lock_guard lock(files_->mutex);
  return files_->history.size();
}
const std::vector<DiskEvent>& CrashDisk::history() const { return files_->history; }

void CrashDisk::fail(std::int64_t n, int code, Lasting lasting) {
  const std::lock_guard lock(files_->mutex);
  files_->until_failure = n;
  files_->failure = code;
  files_->lasting = lasting;
  files_->has_failed = false;
}
void CrashDisk::mend() {
  const std::lock_guard lock(files_->mutex);
  files_->until_failure = 0;
}
bool CrashDisk::failed() const {
  const std::lock_guard lock(files_->mutex);
  return files_->has_failed;
}

namespace {

void apply(DiskImage& image, const DiskEvent& event) {
  if (event.kind == DiskEvent::Kind::write) write_into(image[event.file], event.offset, event.bytes);
  if (event.kind == DiskEvent::Kind::truncate) image[event.file].resize(static_cast<std::size_t>(event.offset));
}

}  // namespace

DiskImage PowerLoss::at(std::size_t event, Loss loss, std::mt19937& random) {
  for (; next_ < event; ++next_) {
    const DiskEvent& done = history_[next_];
    if (done.kind == DiskEvent::Kind::sync) {
      for (const DiskEvent* earlier : waiting_[done.file]) apply(synced_, *earlier);
      waiting_.erase(done.file);
    } else if (done.kind == DiskEvent::Kind::remove) {
      synced_.erase(done.file);
      waiting_.erase(done.file);
    } else {
      waiting_[done.file].push_back(&done);
    }
  }
  DiskImage image = synced_;
  std::vector<const DiskEvent*> kept;
  for (const auto& [file, events] : waiting_) {
    for (const DiskEvent* one : events) {
      if (loss == Loss::nothing || (loss != Loss::all && random() % 2 == 0)) kept.push_back(one);
    }
  }
  std::vector<const DiskEvent*> writes;
  std::ranges::copy_if(kept, std::back_inserter(writes), [](const DiskEvent* one) { return one->bytes.size() > 1; });
  const DiskEvent* const torn = loss == Loss::torn && !writes.empty() ? writes[random() % writes.size()] : nullptr;
  for (const DiskEvent* one : kept) {
    if (one != torn) {
      apply(image, *one);
    } else {
      const std::size_t half = one->bytes.size() / 2;
      const bool first = random() % 2 == 0;
      apply(image, {one->kind, one->file, first ? one->offset : one->offset + static_cast<std::int64_t>(half), first ? one->bytes.substr(0, half) : one->bytes.substr(half)});
    }
  }
  return image;
}

}  // namespace gongshi::db::test
