package dev.coppice.archive.s3;

import java.time.Instant;
import java.util.stream.Stream;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;

/**
 * One version of an object, or a mark that it was deleted.
 *
 * @param key the object
 * @param id the version
 * @param size how many bytes
 * @param at since when
 * @param shown whether a listing of objects has it
 */
record S3Version(String key, String id, long size, Instant at, boolean shown) {
    /** All of a page. */
    static Stream<S3Version> of(ListObjectVersionsResponse page) {
        return Stream.concat(
                page.versions().stream()
                        .map(version -> new S3Version(
                                version.key(),
                                version.versionId(),
                                version.size(),
                                version.lastModified(),
                                Boolean.TRUE.equals(version.isLatest()))),
                page.deleteMarkers().stream()
                        .map(mark -> new S3Version(mark.key(), mark.versionId(), 0, mark.lastModified(), false)));
    }
}
