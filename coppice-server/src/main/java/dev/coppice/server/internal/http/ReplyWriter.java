package dev.coppice.server.internal.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import gg.jte.Content;
import gg.jte.html.OwaspHtmlTemplateOutput;
import gg.jte.output.StringOutput;
import io.javalin.http.Context;

/** Puts a reply on the wire. */
final class ReplyWriter {
    static final String JSON = "application/json";
    static final String HTML = "text/html; charset=utf-8";

    private ReplyWriter() {}

    static void write(Reply reply, Context to) {
        SecurityHeaders.ALL.forEach(to::header);
        to.status(reply.status());
        switch (reply) {
            case Reply.Answer answer -> body(to, JSON, Json.write(answer.value()));
            case Reply.Page page -> body(to, HTML, html(page.content()));
            case Reply.Raw raw -> body(to, raw.type(), raw.text());
            case Reply.NotModified same -> {}
            case Reply.Download download -> file(to, download);
            case Reply.Events events ->
                throw new IllegalStateException("reply must be written at once, was: " + events);
            case Reply.SeeOther there -> to.header("Location", there.location());
        }
        boolean secure = to.req().isSecure();
        reply.headers().forEach((name, value) -> to.header(name, secure ? SessionCookie.secured(name, value) : value));
    }

    /** Whole from the first byte on: its length is told, so that a caller knows when it was cut short. */
    private static void file(Context to, Reply.Download download) {
        to.contentType(download.type());
        to.header("Content-Length", Long.toString(download.length()));
        to.result(download.bytes());
    }

    static String html(Content content) {
        var text = new StringOutput();
        content.writeTo(new OwaspHtmlTemplateOutput(text));
        return text.toString();
    }

    private static void body(Context to, String type, String text) {
        to.contentType(type);
        to.result(text.getBytes(UTF_8));
    }
}
