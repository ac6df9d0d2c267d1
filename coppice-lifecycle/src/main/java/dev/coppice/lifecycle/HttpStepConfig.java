package dev.coppice.lifecycle;

import dev.coppice.control.Key;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Calls to a service that removes something. Each carries {@code Idempotency-Key}, {@code Coppice-Operation} and {@code
 * Coppice-Epoch}; 404 and 410 mean that it was gone already, 202 that nobody knows yet. Whatever is no success counts as an
 * attempt. A value for any thread.
 *
 * @param url the address, such as {@code https://provider/grants/{connection_id}}
 * @param method the method
 * @param probe an address that answers 404 or 410 once it is gone; left out, the service's own answer is believed
 * @param each a query, with {@code {id}} in it, for each row of which there is a call
 * @param secretFile the file with the secret that signs each request
 * @param timeout how long one request may take in all
 */
public record HttpStepConfig(
        @Key("The address, with columns in braces: https://provider/grants/{connection_id}.")
        String url,

        @Key(value = "The method: DELETE, POST or PUT.", fallback = "DELETE")
        String method,

        @Key("An address that answers 404 or 410 once it is gone.")
        Optional<String> probe,

        @Key("A query, with {id} in it: for each of its rows there is a call, with its columns in braces.")
        Optional<String> each,

        @Key("The file with the secret that signs each request.")
        Optional<Path> secretFile,

        @Key(value = "How long one request may take in all.", fallback = "10s")
        Duration timeout) {}
