#include "memory_map.h"

#if defined(__linux__)
#include <fcntl.h>
#include <link.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <string>

namespace greenpatch {

namespace {

constexpr size_t kPiece = 4096;  // no page is smaller
constexpr size_t kPiecesAtOnce = 32;
constexpr size_t kMapsAtOnce = 64 * 1024;

// The kernel writes the text of the mappings anew at each read: few large ones.
std::string ReadMaps() {
  std::string text;
  const int fd = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
  if (fd < 0) return text;
  const std::unique_ptr<char[]> piece(new char[kMapsAtOnce]);
  for (ssize_t n; (n = read(fd, piece.get(), kMapsAtOnce)) > 0;) text.append(piece.get(), static_cast<size_t>(n));
  close(fd);
  return text;
}

}  // namespace

std::vector<TlsBlock> ThreadLocalBlocks() {
  std::vector<TlsBlock> blocks;
  dl_iterate_phdr(
      [](dl_phdr_info* info, size_t, void* out) {
        for (int i = 0; i < info->dlpi_phnum; i++) {
          if (info->dlpi_phdr[i].p_type != PT_TLS || info->dlpi_tls_data == nullptr) continue;
          static_cast<std::vector<TlsBlock>*>(out)->push_back(
              {static_cast<char*>(info->dlpi_tls_data), info->dlpi_phdr[i].p_memsz});
        }
        return 0;
      },
      &blocks);
  return blocks;
}

MemoryMap::MemoryMap() : self_(getpid()) {
  const int self = 42;
  int copy = 0;
  readable_ = Read(&self, &copy, sizeof copy) == sizeof copy && copy == self;
  if (!readable_ && pipe2(pipe_, O_CLOEXEC | O_NONBLOCK) == 0)
    readable_ = Read(&self, &copy, sizeof copy) == sizeof copy && copy == self;
}

// The private writable mappings. Most probes follow no pointers and need none.
const std::vector<MemoryMap::Range>& MemoryMap::WritableRanges() const {
  if (!writable_.empty()) return writable_;
  const std::string text = ReadMaps();
  for (const char* line = text.c_str(); *line != '\0';) {
    char* end = nullptr;
    const uintptr_t from = strtoul(line, &end, 16);
    const uintptr_t to = *end == '-' ? strtoul(end + 1, &end, 16) : 0;
    // Data is executable, too, where the kernel gives a program that personality, and under valgrind.
    if (strncmp(end, " rw-p ", 6) == 0 || strncmp(end, " rwxp ", 6) == 0) writable_.push_back({from, to});
    const char* next = strchr(line, '\n');
    if (next == nullptr) break;
    line = next + 1;
  }
  std::erase_if(writable_, [this](const Range& range) {
    return std::any_of(excluded_.begin(), excluded_.end(), [&range](uintptr_t a) { return range.from <= a && a < range.to; });
  });
  return writable_;
}

MemoryMap::~MemoryMap() {
  for (int fd : pipe_)
    if (fd >= 0) close(fd);
}

size_t MemoryMap::Read(const void* address, void* out, size_t bytes) const {
  if (pipe_[0] >= 0) return ReadThroughPipe(address, out, bytes);
  const iovec local{out, bytes}, remote{const_cast<void*>(address), bytes};
  const ssize_t n = process_vm_readv(self_, &local, 1, &remote, 1, 0);
  return n > 0 ? static_cast<size_t>(n) : 0;
}

// The kernel copies from the address and says EFAULT where there is nothing: for seccomp filters and emulators that do not
// know process_vm_readv.
size_t MemoryMap::ReadThroughPipe(const void* address, void* out, size_t bytes) const {
  const ssize_t written = write(pipe_[1], address, std::min<size_t>(bytes, 4096));
  if (written <= 0) return 0;
  const ssize_t n = read(pipe_[0], out, static_cast<size_t>(written));
  return n > 0 ? static_cast<size_t>(n) : 0;
}

// What lies within reach, each byte once, cut where a page ends: one page may be readable and the next one not.
std::vector<MemoryMap::Range> MemoryMap::Pieces(const std::vector<uintptr_t>& pointers, size_t reach) {
  std::vector<Range> pieces;
  uintptr_t done = 0;
  for (uintptr_t pointer : pointers) {
    for (uintptr_t from = std::max(pointer, done); from < pointer + reach; from = done) {
      done = std::min(pointer + reach, (from & ~(kPiece - 1)) + kPiece);
      pieces.push_back({from, done});
    }
  }
  return pieces;
}

// Reads pieces one behind the other, as many as there are without a gap; returns how many bytes.
size_t MemoryMap::ReadPieces(const Range* pieces, size_t count, char* out) const {
  if (pipe_[0] >= 0) return ReadThroughPipe(reinterpret_cast<void*>(pieces->from), out, pieces->to - pieces->from);
  iovec remote[kPiecesAtOnce];
  for (size_t i = 0; i < count; i++)
    remote[i] = {reinterpret_cast<void*>(pieces[i].from), pieces[i].to - pieces[i].from};
  const iovec local{out, kPiecesAtOnce * kPiece};
  const ssize_t n = process_vm_readv(self_, &local, 1, remote, count, 0);
  return n > 0 ? static_cast<size_t>(n) : 0;
}

void MemoryMap::Behind(const std::vector<uintptr_t>& pointers, size_t reach,
                       const std::function<void(uintptr_t address, const char* copy, size_t bytes)>& see) const {
  const std::vector<Range> pieces = Pieces(pointers, reach);
  const std::unique_ptr<char[]> copy(new char[kPiecesAtOnce * kPiece]);  // not filled with zeros first
  for (size_t next = 0; next < pieces.size();) {
    const size_t end = std::min(pieces.size(), next + kPiecesAtOnce);
    size_t left = ReadPieces(&pieces[next], end - next, copy.get());
    const char* at = copy.get();
    const size_t first = next;
    for (; next < end && left >= pieces[next].to - pieces[next].from; next++) {
      const size_t bytes = pieces[next].to - pieces[next].from;
      see(pieces[next].from, at, bytes);
      at += bytes;
      left -= bytes;
    }
    if (next == first) next++;  // nothing of it can be read
  }
}

bool MemoryMap::Writable(uintptr_t address) const {
  const std::vector<Range>& ranges = WritableRanges();
  auto after = std::upper_bound(ranges.begin(), ranges.end(), address,
                                [](uintptr_t a, const Range& range) { return a < range.from; });
  return after != ranges.begin() && address < std::prev(after)->to;
}

void MemoryMap::Exclude(const void* address) {
  excluded_.push_back(reinterpret_cast<uintptr_t>(address));
  writable_.clear();
}

std::vector<uintptr_t> MemoryMap::Words(const void* start, size_t bytes) const {
  const auto from = reinterpret_cast<uintptr_t>(start);
  std::vector<uintptr_t> words(bytes / sizeof(uintptr_t));
  size_t got = 0;
  if (from % kPiece + bytes <= kPiece) {
    got = Read(start, words.data(), words.size() * sizeof(uintptr_t));
  } else {
    Behind({from}, bytes, [&](uintptr_t address, const char* copy, size_t n) {
      if (address != from + got) return;  // behind a gap
      memcpy(reinterpret_cast<char*>(words.data()) + got, copy, n);
      got += n;
    });
  }
  words.resize(got / sizeof(uintptr_t));
  return words;
}

std::vector<uintptr_t> MemoryMap::PointersIn(const void* start, size_t bytes) const {
  std::vector<uintptr_t> words = Words(start, bytes);
  auto unusable = [this](uintptr_t w) { return w < 4096 || w % sizeof(uintptr_t) != 0 || !Writable(w); };
  words.erase(std::remove_if(words.begin(), words.end(), unusable), words.end());
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  return words;
}

}  // namespace greenpatch
#endif
