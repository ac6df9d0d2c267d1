package dev.coppice.control;

import java.util.regex.Pattern;

/**
 * Where archives or backups are kept. A value for any thread.
 *
 * @param address {@code file:} with a folder, or {@code s3://} with a bucket and perhaps a prefix
 */
public record StoreLocation(String address) {
    private static final Pattern FORM =
            Pattern.compile("file:[^\\s?#]+|s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:/[^\\s?#]*)?");

    /** Refuses other addresses. */
    public StoreLocation {
        if (!FORM.matcher(address).matches()) {
            throw new IllegalArgumentException("file:FOLDER or s3://BUCKET/PREFIX, such as file:./archive");
        }
    }

    /** Reads {@code file:./archive} or {@code s3://bucket/prefix}. */
    public static StoreLocation parse(String text) {
        return new StoreLocation(text);
    }

    @Override
    public String toString() {
        return address;
    }
}
