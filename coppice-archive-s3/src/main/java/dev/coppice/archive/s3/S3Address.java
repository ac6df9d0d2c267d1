package dev.coppice.archive.s3;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A place in S3 and how to get there. An immutable value: each method returns another one. What is not given is found as the
 * AWS SDK finds it: region, endpoint and credentials from the environment, the profile, or the machine's role.
 */
public final class S3Address {
    private static final Pattern FORM =
            Pattern.compile("s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/([A-Za-z0-9._/-]*))?");

    private final String bucket;
    private final String prefix;
    private final Optional<String> region;
    private final Optional<URI> endpoint;
    private final Optional<Credentials> credentials;

    private S3Address(
            String bucket,
            String prefix,
            Optional<String> region,
            Optional<URI> endpoint,
            Optional<Credentials> credentials) {
        this.bucket = bucket;
        this.prefix = prefix;
        this.region = region;
        this.endpoint = endpoint;
        this.credentials = credentials;
    }

    /** Reads {@code s3://bucket} or {@code s3://bucket/prefix}. */
    public static S3Address parse(String address) {
        var match = FORM.matcher(address);
        if (!match.matches()) {
            throw new IllegalArgumentException("address must be s3://BUCKET or s3://BUCKET/PREFIX, was: " + address);
        }
        var path = match.group(2) == null ? "" : match.group(2).replaceAll("^/+|/+$", "");
        return new S3Address(
                match.group(1), path.isEmpty() ? "" : path + "/", Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** The same place in this region. */
    public S3Address region(String name) {
        return new S3Address(bucket, prefix, Optional.of(name), endpoint, credentials);
    }

    /** The same place on a compatible server, with the bucket in the path. */
    public S3Address endpoint(URI server) {
        return new S3Address(bucket, prefix, region, Optional.of(server), credentials);
    }

    /** The same place with these credentials. */
    public S3Address credentials(String accessKey, String secretKey) {
        return new S3Address(bucket, prefix, region, endpoint, Optional.of(new Credentials(accessKey, secretKey)));
    }

    String bucket() {
        return bucket;
    }

    /** What the names of all objects begin with: empty, or ended by a slash. */
    String prefix() {
        return prefix;
    }

    Optional<String> region() {
        return region;
    }

    Optional<URI> endpoint() {
        return endpoint;
    }

    Optional<Credentials> credentials() {
        return credentials;
    }

    /** Without credentials. */
    @Override
    public String toString() {
        return "s3://" + bucket + "/" + prefix;
    }

    record Credentials(String accessKey, String secretKey) {
        /** Without the secret. */
        @Override
        public String toString() {
            return accessKey;
        }
    }
}
