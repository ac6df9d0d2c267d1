package dev.coppice.lifecycle;

import dev.coppice.control.Key;
import dev.coppice.control.StoreLocation;
import java.util.Optional;

/**
 * Objects in a store, by their prefix. A value for any thread.
 *
 * @param store where they are
 * @param prefix what their names begin with, to its last slash, such as {@code report-bundles/{id}/}; may name columns of
 *     {@code each}
 * @param each a query, with {@code {id}} in it, for each row of which there is such a prefix
 */
public record ObjectsStepConfig(
        @Key("The store: file:FOLDER or s3://BUCKET/PREFIX.")
        StoreLocation store,

        @Key("What their names begin with, to its last slash: report-bundles/{id}/.")
        String prefix,

        @Key("A query, with {id} in it: for each of its rows there is a prefix, with its columns in braces.")
        Optional<String> each) {}
