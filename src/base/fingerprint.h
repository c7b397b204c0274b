/*
 * Fingerprints: hashes of 64 bits that tell whether something is as it was. Nobody gains anything
 * by making two of their own files collide, so there is no secret in them.
 */
#ifndef GONGWEN_BASE_FINGERPRINT_H
#define GONGWEN_BASE_FINGERPRINT_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Folds a word in, by a product of 128 bits: each of its bits reaches all bits of the hash. Begin
 * with any hash. */
static inline uint64_t fingerprint_word(uint64_t hash, uint64_t word)
{
    static const uint64_t step = 0x9E3779B97F4A7C15;
    static const uint64_t factor = 0xD6E8FEB86659FD93;
    __extension__ unsigned __int128 product = (unsigned __int128)(hash ^ word) * factor;

    return ((uint64_t)product ^ (uint64_t)(product >> 64)) + step;
}

static inline uint64_t fingerprint_bytes(uint64_t hash, const char *bytes, size_t size)
{
    hash = fingerprint_word(hash, size);
    for (; size > 0 && bytes != NULL; bytes += sizeof(uint64_t)) {
        uint64_t word = 0;
        size_t step = size < sizeof word ? size : sizeof word;
        memcpy(&word, bytes, step);
        hash = fingerprint_word(hash, word);
        size -= step;
    }
    return hash;
}

#endif
