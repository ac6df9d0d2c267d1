package dev.coppice.prune.internal.brake;

import dev.coppice.prune.BrakeName;
import dev.coppice.prune.internal.read.Sql;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** An address that answers 2xx within a second while it may go on. What it says beside that is not read. */
final class CustomHttp implements Brake {
    private static final Duration LONGEST = Duration.ofSeconds(1);
    private static final int GOOD = 2;

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(LONGEST).build();
    private final HttpRequest request;

    CustomHttp(URI address) {
        this.request = HttpRequest.newBuilder(address).timeout(LONGEST).build();
    }

    @Override
    public BrakeName name() {
        return BrakeName.HTTP;
    }

    @Override
    public Reading read(Sql sql) {
        var answer = client.sendAsync(request, BodyHandlers.discarding());
        try {
            var status = answer.get(LONGEST.toMillis(), TimeUnit.MILLISECONDS).statusCode();
            return Reading.of(status / 100 != GOOD, "The address answered " + status + ".");
        } catch (TimeoutException late) {
            answer.cancel(true);
            throw new Unreadable("The address did not answer within a second.");
        } catch (ExecutionException unreachable) {
            throw new Unreadable("The address could not be reached.");
        } catch (InterruptedException interrupted) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new Unreadable("The call was interrupted.");
        }
    }

    @Override
    public boolean foreign() {
        return true;
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
