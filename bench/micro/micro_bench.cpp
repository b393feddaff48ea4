// What single steps of a build get through, in bytes a second: bench/micro/run.
#include <benchmark/benchmark.h>

#include "base/files.hpp"
#include "erl/beam.hpp"
#include "erl/external.hpp"
#include "image/library_closure.hpp"
#include "inputs.hpp"
#include "oci/digest.hpp"
#include "support/gzip_members.hpp"
#include "support/tar_writer.hpp"

namespace {

using namespace slipway;

void processed(benchmark::State& state, std::size_t bytes) {
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(bytes));
}

/// Atoms as in .boot files of OTP 25.
constexpr erl::AtomEncoding kAtoms = erl::AtomEncoding::kLatin1WherePossible;

void encode_boot_script(benchmark::State& state) {
  const erl::Term script = bench::boot_script_of_100_applications();
  const std::size_t size = erl::encode_external(script, kAtoms).size();
  for (auto _ : state) benchmark::DoNotOptimize(erl::encode_external(script, kAtoms));
  processed(state, size);
}

void decode_boot_script(benchmark::State& state) {
  const std::string bytes = erl::encode_external(bench::boot_script_of_100_applications(), kAtoms);
  for (auto _ : state) benchmark::DoNotOptimize(erl::decode_external(bytes, "script"));
  processed(state, bytes.size());
}

/// The chunks that Elixir 1.14 keeps (src/release/release_plan.cpp).
void strip_stdlib(benchmark::State& state) {
  const std::vector<bench::Input> beams = bench::stdlib_beams();
  const std::vector<std::string> kept = {"Atom", "AtU8", "Attr", "Code", "StrT",
                                         "ImpT", "ExpT", "FunT", "LitT", "Line"};
  for (auto _ : state) {
    for (const bench::Input& beam : beams)
      benchmark::DoNotOptimize(erl::strip_beam(beam.bytes, kept, beam.name));
  }
  processed(state, bench::size_of(beams));
}

void write_all_beams(TarWriter& tar, const std::vector<bench::Input>& beams) {
  for (const bench::Input& beam : beams) tar.add_file("lib/stdlib/ebin/" + beam.name, 0644, beam.bytes);
  tar.finish();
}

void write_tar(benchmark::State& state) {
  const std::vector<bench::Input> beams = bench::stdlib_beams();
  for (auto _ : state) {
    std::size_t size = 0;
    TarWriter tar(0, [&](std::string_view part) { size += part.size(); });
    write_all_beams(tar, beams);
    benchmark::DoNotOptimize(size);
  }
  processed(state, bench::size_of(beams));
}

/// As layers are written: the archive's digest and its members of gzip.
void write_tar_gzip_and_hash(benchmark::State& state) {
  const std::vector<bench::Input> beams = bench::stdlib_beams();
  for (auto _ : state) {
    std::size_t size = 0;
    oci::Sha256 hash;
    GzipMembersWriter gzip([&](std::string_view part) { size += part.size(); });
    TarWriter tar(0, [&](std::string_view part) {
      hash.update(part);
      gzip.write(part);
    });
    write_all_beams(tar, beams);
    gzip.finish();
    benchmark::DoNotOptimize(size);
    benchmark::DoNotOptimize(hash.finish());
  }
  processed(state, bench::size_of(beams));
}

/// Pictures, films and archives are like this.
void gzip_what_is_compressed(benchmark::State& state) {
  constexpr std::size_t kSize = std::size_t{32} << 20;
  std::string bytes;
  for (std::uint64_t number = 1; bytes.size() < kSize;
       number = number * 6364136223846793005U + 1442695040888963407U)
    bytes += static_cast<char>(number >> 56U);
  for (auto _ : state) {
    std::size_t size = 0;
    GzipMembersWriter gzip([&](std::string_view part) { size += part.size(); });
    gzip.write(bytes);
    gzip.finish();
    benchmark::DoNotOptimize(size);
  }
  processed(state, kSize);
}

void hash_sha256(benchmark::State& state) {
  constexpr std::size_t kSize = std::size_t{16} << 20;
  const std::string bytes(kSize, 'x');
  for (auto _ : state) benchmark::DoNotOptimize(oci::Digest::of(bytes));
  processed(state, kSize);
}

/// Bytes are those of the files that are found: how much a closure spares whoever would read them whole.
void close_over_beam(benchmark::State& state) {
  const image::FolderRoot machine("/");
  std::filesystem::path emulator;
  for (const auto& entry : std::filesystem::directory_iterator(bench::otp_root())) {
    if (entry.path().filename().string().starts_with("erts-")) emulator = entry.path() / "bin/beam.smp";
  }
  const std::vector<image::NeedingFile> files = {{"/app/erts/bin/beam.smp", emulator}};
  std::size_t size = std::filesystem::file_size(emulator);
  for (const auto& [path, by] : image::close_over_libraries(files, {}, machine).needed_by)
    size += std::filesystem::file_size(path);
  for (auto _ : state) benchmark::DoNotOptimize(image::close_over_libraries(files, {}, machine));
  processed(state, size);
}

BENCHMARK(encode_boot_script)->Name("boot script of 100 applications, encoded");
BENCHMARK(decode_boot_script)->Name("boot script of 100 applications, decoded");
BENCHMARK(strip_stdlib)->Name("stripping stdlib");
BENCHMARK(write_tar)->Name("tar of stdlib");
BENCHMARK(write_tar_gzip_and_hash)->Name("layer of stdlib: tar, SHA-256, gzip")->UseRealTime();
BENCHMARK(gzip_what_is_compressed)->Name("gzip of what is compressed already")->UseRealTime();
BENCHMARK(hash_sha256)->Name("SHA-256 of 16 MiB");
BENCHMARK(close_over_beam)->Name("ELF closure of beam.smp");

}  // namespace

BENCHMARK_MAIN();
