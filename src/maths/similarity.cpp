#include "maths/similarity.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "base/text.hpp"

namespace gongshi::maths {
namespace {

constexpr std::uint32_t kPieces = 1 << 20;  // collisions among 2²⁰ hashes cost less than their strings
constexpr double kSaturation = 1.2;         // k1 and b of BM25 (Robertson, Zaragoza 2009)
constexpr double kLengthShare = 0.5;
constexpr double kTellsNothing = 0.01;      // of the rarest piece's weight: “关于…的建议” is in every title, and looking through all for it is most of the work

struct Counted {
  std::uint32_t piece;
  std::uint32_t times;
};

std::vector<std::uint32_t> characters_of(std::string_view text) {
  std::vector<std::uint32_t> characters;
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    std::uint32_t packed = 0;
    for (std::size_t byte = i; byte < std::min(text.size(), i + length); ++byte) {
      packed = packed << 8 | static_cast<unsigned char>(text[byte]);
    }
    if (packed != ' ') {
      characters.push_back(packed);
    }
    i += length;
  }
  return characters;
}

std::uint32_t hash(std::uint64_t a, std::uint64_t b, std::uint64_t c) {
  std::uint64_t mixed = a * 0x9E3779B97F4A7C15U ^ (b + 0x7F4A7C15U) * 0xC2B2AE3D27D4EB4FU ^ (c + 0x165667B1U) * 0x94D049BB133111EBU;
  mixed ^= mixed >> 29;
  mixed *= 0xBF58476D1CE4E5B9U;
  return static_cast<std::uint32_t>(mixed >> 44) % kPieces;
}

std::vector<Counted> pieces_of(std::string_view text) {
  const std::vector<std::uint32_t> characters = characters_of(search_form(text));
  std::vector<std::uint32_t> hashes;
  if (characters.size() == 1) {
    hashes.push_back(hash(characters[0], 0, 0));
  }
  for (std::size_t i = 0; i + 1 < characters.size(); ++i) {
    hashes.push_back(hash(characters[i], characters[i + 1], 0));
    if (i + 2 < characters.size()) {
      hashes.push_back(hash(characters[i], characters[i + 1], characters[i + 2]));
    }
  }
  std::sort(hashes.begin(), hashes.end());
  std::vector<Counted> counted;
  for (const std::uint32_t piece : hashes) {
    if (!counted.empty() && counted.back().piece == piece) {
      ++counted.back().times;
    } else {
      counted.push_back({piece, 1});
    }
  }
  return counted;
}

double term_weight(double times, double length, double mean_length) {
  return times * (kSaturation + 1) / (times + kSaturation * (1 - kLengthShare + kLengthShare * length / mean_length));
}

}  // namespace

void SimilarityIndex::add(std::int64_t id, std::string_view text) {
  remove(id);
  const auto slot = static_cast<std::uint32_t>(texts_.size());
  Text& own = texts_.emplace_back();
  own.id = id;
  for (const Counted& counted : pieces_of(text)) {
    own.length += counted.times;
    own.pieces.push_back(counted.piece);
    postings_[counted.piece].push_back({slot, counted.times});
    ++texts_with_[counted.piece];
  }
  total_length_ += own.length;
  slot_of_[id] = slot;
}

void SimilarityIndex::remove(std::int64_t id) {
  const auto found = slot_of_.find(id);
  if (found == slot_of_.end()) {
    return;
  }
  forget(found->second);
  slot_of_.erase(found);
  if (++removed_ > 64 && removed_ > texts_.size() / 4) {
    compact();
  }
}

void SimilarityIndex::forget(std::uint32_t slot) {
  Text& own = texts_[slot];
  for (const std::uint32_t piece : own.pieces) {
    --texts_with_[piece];
  }
  total_length_ -= own.length;
  own.length = 0;
  own.pieces.clear();
}

/// Removed texts leave their postings behind until a quarter of all are such.
void SimilarityIndex::compact() {
  std::vector<std::uint32_t> moved(texts_.size());
  std::vector<Text> kept;
  kept.reserve(slot_of_.size());
  std::vector<std::uint8_t> alive(texts_.size(), 0);
  for (std::uint32_t slot = 0; slot < texts_.size(); ++slot) {
    const auto found = slot_of_.find(texts_[slot].id);
    if (found != slot_of_.end() && found->second == slot) {
      moved[slot] = static_cast<std::uint32_t>(kept.size());
      alive[slot] = 1;
      found->second = moved[slot];
      kept.push_back(std::move(texts_[slot]));
    }
  }
  texts_ = std::move(kept);
  for (auto entry = postings_.begin(); entry != postings_.end();) {
    std::erase_if(entry->second, [&](const Posting& posting) { return alive[posting.slot] == 0; });
    for (Posting& posting : entry->second) {
      posting.slot = moved[posting.slot];
    }
    entry = entry->second.empty() ? postings_.erase(entry) : std::next(entry);
  }
  removed_ = 0;
}

std::vector<SimilarText> SimilarityIndex::most_similar(std::string_view text, std::size_t most, double least) const {
  const std::vector<Counted> query = pieces_of(text);
  if (query.empty() || slot_of_.empty()) {
    return {};
  }
  const auto count = static_cast<double>(slot_of_.size());
  const double mean_length = std::max(1.0, static_cast<double>(total_length_) / count);
  double query_length = 0, rarest = 0;
  std::vector<double> rarities;
  for (const Counted& counted : query) {
    query_length += counted.times;
    const auto with = texts_with_.find(counted.piece);
    const double texts = with == texts_with_.end() ? 0 : with->second;
    rarities.push_back(std::log(1 + (count - texts + 0.5) / (texts + 0.5)));
    // What no text has does not make what all have worth nothing.
    if (texts > 0) {
      rarest = std::max(rarest, rarities.back());
    }
  }
  std::vector<float> score(texts_.size(), 0);
  std::vector<std::uint32_t> touched;
  double itself = 0;
  for (std::size_t i = 0; i < query.size(); ++i) {
    const Counted& counted = query[i];
    const double rarity = rarities[i];
    if (rarity < rarest * kTellsNothing) {
      continue;
    }
    itself += rarity * term_weight(counted.times, query_length, mean_length);
    const auto postings = postings_.find(counted.piece);
    if (postings == postings_.end()) {
      continue;
    }
    for (const Posting& posting : postings->second) {
      const Text& own = texts_[posting.slot];
      if (own.length > 0) {
        if (score[posting.slot] == 0) {
          touched.push_back(posting.slot);
        }
        score[posting.slot] += static_cast<float>(rarity * term_weight(posting.times, own.length, mean_length));
      }
    }
  }
  std::vector<SimilarText> found;
  for (const std::uint32_t slot : touched) {
    if (const double similarity = std::min(1.0, score[slot] / itself); similarity >= least) {
      found.push_back({texts_[slot].id, similarity});
    }
  }
  const std::size_t wanted = std::min(most, found.size());
  std::partial_sort(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(wanted), found.end(), [](const SimilarText& a, const SimilarText& b) {
    return a.similarity != b.similarity ? a.similarity > b.similarity : a.id < b.id;
  });
  found.resize(wanted);
  return found;
}

}  // namespace gongshi::maths
