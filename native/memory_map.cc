#include "memory_map.h"

#if defined(__linux__)
#include <fcntl.h>
#include <link.h>
#include <stdio.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>

namespace greenpatch {

namespace {
constexpr size_t kPiece = 4096;  // no page is smaller
constexpr size_t kPiecesAtOnce = 32;
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

MemoryMap::MemoryMap() {
  const int self = 42;
  int copy = 0;
  readable_ = Read(&self, &copy, sizeof copy) == sizeof copy && copy == self;
  if (!readable_ && pipe2(pipe_, O_CLOEXEC | O_NONBLOCK) == 0)
    readable_ = Read(&self, &copy, sizeof copy) == sizeof copy && copy == self;
  FILE* file = fopen("/proc/self/maps", "re");
  if (file == nullptr) return;
  char line[4352];
  while (fgets(line, sizeof line, file) != nullptr) {
    unsigned long from, to;
    char rights[5];
    if (sscanf(line, "%lx-%lx %4s", &from, &to, rights) == 3 && strcmp(rights, "rw-p") == 0)
      writable_.push_back({from, to});
  }
  fclose(file);
}

MemoryMap::~MemoryMap() {
  for (int fd : pipe_)
    if (fd >= 0) close(fd);
}

size_t MemoryMap::Read(const void* address, void* out, size_t bytes) const {
  if (pipe_[0] >= 0) return ReadThroughPipe(address, out, bytes);
  const iovec local{out, bytes}, remote{const_cast<void*>(address), bytes};
  const ssize_t n = process_vm_readv(getpid(), &local, 1, &remote, 1, 0);
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
  const ssize_t n = process_vm_readv(getpid(), &local, 1, remote, count, 0);
  return n > 0 ? static_cast<size_t>(n) : 0;
}

void MemoryMap::Behind(const std::vector<uintptr_t>& pointers, size_t reach,
                       const std::function<void(uintptr_t address, const char* copy, size_t bytes)>& see) const {
  const std::vector<Range> pieces = Pieces(pointers, reach);
  std::vector<char> copy(kPiecesAtOnce * kPiece);
  for (size_t next = 0; next < pieces.size();) {
    const size_t end = std::min(pieces.size(), next + kPiecesAtOnce);
    size_t left = ReadPieces(&pieces[next], end - next, copy.data());
    const char* at = copy.data();
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
  auto after = std::upper_bound(writable_.begin(), writable_.end(), address,
                                [](uintptr_t a, const Range& range) { return a < range.from; });
  return after != writable_.begin() && address < std::prev(after)->to;
}

void MemoryMap::Exclude(const void* address) {
  const auto a = reinterpret_cast<uintptr_t>(address);
  writable_.erase(std::remove_if(writable_.begin(), writable_.end(),
                                 [a](const Range& range) { return range.from <= a && a < range.to; }),
                  writable_.end());
}

std::vector<uintptr_t> MemoryMap::Words(const void* start, size_t bytes) const {
  const auto from = reinterpret_cast<uintptr_t>(start);
  std::vector<uintptr_t> words(bytes / sizeof(uintptr_t));
  size_t got = 0;
  Behind({from}, bytes, [&](uintptr_t address, const char* copy, size_t n) {
    if (address != from + got) return;  // behind a gap
    memcpy(reinterpret_cast<char*>(words.data()) + got, copy, n);
    got += n;
  });
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
