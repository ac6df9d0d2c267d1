package dev.coppice.cli.internal.connect;

import java.io.IOException;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/** A document's bytes, of which a server can send only so many that they fit into memory. */
final class BoundedBody implements BodySubscriber<byte[]> {
    private final BodySubscriber<byte[]> whole = BodySubscribers.ofByteArray();
    private final long most;
    private @Nullable Subscription source;
    private long taken;

    /** More came than is taken. */
    static final class TooLong extends IOException {
        private static final long serialVersionUID = 1L;

        TooLong(long most) {
            super("a document has at most " + most + " bytes");
        }
    }

    private BoundedBody(long most) {
        this.most = most;
    }

    static BodyHandler<byte[]> of(long most) {
        return answer -> new BoundedBody(most);
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return whole.getBody();
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        source = subscription;
        whole.onSubscribe(subscription);
    }

    @Override
    public void onNext(List<ByteBuffer> items) {
        taken += items.stream().mapToLong(Buffer::remaining).sum();
        if (taken <= most) {
            whole.onNext(items);
        } else {
            Objects.requireNonNull(source, "subscribed first").cancel();
            whole.onError(new TooLong(most));
        }
    }

    @Override
    public void onError(Throwable broken) {
        whole.onError(broken);
    }

    @Override
    public void onComplete() {
        whole.onComplete();
    }
}
