package dev.coppice.settings.client;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Asks the server, once. */
final class ServerConnection {
    /** More than the most names, each with the largest merged value, in any server's answer that is worth keeping. */
    private static final int LARGEST = 32 * 1024 * 1024;

    private static final int TOO_MANY_REQUESTS = 429;

    private final URI server;
    private final @Nullable String token;
    private final Duration timeout;
    private final HttpClient http;

    ServerConnection(URI server, @Nullable String token, Duration timeout) {
        this.server = server;
        this.token = token;
        this.timeout = timeout;
        this.http = HttpClient.newBuilder().connectTimeout(timeout).build();
    }

    boolean hasToken() {
        return token != null;
    }

    Reply ask(Question question, @Nullable Reply known) {
        var response = send(request(question, known));
        int status = response.statusCode();
        var body = response.body();
        if (status == 304 && known != null) {
            return known;
        }
        if (status == 200) {
            var documents = AnswerReader.documents(body, question.names().size())
                    .orElseThrow(() -> new ServerUnreachable("Its answer is not that of a Coppice server."));
            return new Reply(documents, response.headers().firstValue("ETag").orElse(""));
        }
        if (status >= 500 || status == TOO_MANY_REQUESTS) {
            throw new ServerUnreachable("It answered " + status + ".");
        }
        throw AnswerReader.refusal(status, body);
    }

    private HttpRequest request(Question question, @Nullable Reply known) {
        var request = HttpRequest.newBuilder(
                        server.resolve(server.getRawPath().replaceAll("/+$", "") + question.path()))
                .timeout(timeout)
                .header("Accept", "application/json");
        if (token != null && question.whose().equals(Question.MY)) {
            request.header("Authorization", "Bearer " + token);
        }
        if (known != null && !known.etag().isEmpty()) {
            request.header("If-None-Match", known.etag());
        }
        return request.GET().build();
    }

    /** The time-out is that of the whole answer; the one of the request ends with its head. */
    private HttpResponse<byte[]> send(HttpRequest request) {
        var answer = http.sendAsync(request, head -> new BoundedBody(LARGEST));
        try {
            return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException none) {
            answer.cancel(true);
            throw new ServerUnreachable("It did not answer.", none);
        } catch (InterruptedException stopped) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new ServerUnreachable("The thread was interrupted while it waited.", stopped);
        }
    }
}
