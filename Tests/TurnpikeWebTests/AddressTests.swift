import Testing
import TurnpikeWeb

@Suite("Addresses that plug-ins call")
struct AddressTests {
    @Test(
        "what is private, reserved or carries such an address is not public",
        arguments: [
            "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.1.2.3", "100.64.0.1", "100.127.255.255", "169.254.169.254",
            "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.7", "192.88.99.1", "192.168.1.1", "198.18.0.1",
            "198.19.255.255", "198.51.100.1", "203.0.113.9", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255",
            "::",
            "::1", "fe80::1", "fc00::1", "fd12:3456::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
            "::ffff:a9fe:a9fe", "64:ff9b::7f00:1", "64:ff9b::10.0.0.1", "2002:7f00:1::", "2002:0a00:0001::1",
            "2001:db8::1", "2001:0:4136:e378::1", "3fff::1", "::7f00:1", "100::1", "4000::1",
        ]
    )
    func notPublic(text: String) throws { #expect(try #require(IPAddress(text)).isPublic == false) }

    @Test(
        "addresses of the Internet are public",
        arguments: [
            "1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.1", "172.15.0.1", "172.32.0.1", "192.167.1.1",
            "198.20.0.1",
            "223.255.255.255", "2606:4700::1111", "2a00:1450:4001:81b::200e", "::ffff:8.8.8.8", "64:ff9b::808:808",
            "2002:0808:0808::1",
        ]
    )
    func isPublic(text: String) throws { #expect(try #require(IPAddress(text)).isPublic) }

    @Test(
        "other spellings of numbers are no address",
        arguments: [
            "", "1", "127.1", "0x7f.0.0.1", "017700000001", "2130706433", "127.0.0.01", "256.0.0.1", "1.2.3",
            "1.2.3.4.5",
            "1.2.3.4.", " 1.2.3.4", "1.2.3.-4", "1.2.3.+4", ":::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3",
            "12345::",
            "::g", "fe80::1%eth0", "[::1]", "::1.2.3", "1:2:3:4:5:6:7::8", "::1.2.3.4:5", "٠.٠.٠.٠",
        ]
    )
    func noAddress(text: String) { #expect(IPAddress(text) == nil) }

    @Test(
        "an address is read into its parts",
        arguments: [
            ("https://example.com", true, "example.com", 443, "/"),
            ("HTTPS://Example.COM/a/b?c=d", true, "example.com", 443, "/a/b?c=d"),
            ("http://example.com:8080?x", false, "example.com", 8_080, "/?x"),
            ("https://[2a00::1]:9/x", true, "2a00::1", 9, "/x"), ("http://127.0.0.1/", false, "127.0.0.1", 80, "/"),
            ("https://my_host-1.internal/", true, "my_host-1.internal", 443, "/"),
        ]
    )
    func reads(text: String, isSecure: Bool, host: String, port: Int, target: String) throws {
        let address = try WebAddress(text)
        #expect(address.isSecure == isSecure)
        #expect(address.host == host)
        #expect(address.port == port)
        #expect(address.target == target)
        #expect(try WebAddress(address.description) == address, "what is written reads back")
    }

    @Test(
        "what readers of addresses disagree about is refused, and the message does not repeat it",
        arguments: [
            "", "example.com", "ftp://example.com/", "https://", "https:///path", "https://user:pw@example.com/",
            "https://example.com@127.0.0.1/", "https://example.com\\@evil.test/", "https://exa mple.com/",
            "https://example.com/\r\nX: y", "https://example.com/#top", "https://example.com:0/",
            "https://example.com:65536/", "https://example.com:+80/", "https://example.com:/", "https://0x7f.1/",
            "https://2130706433/", "https://127.1/", "https://1.2.3.4.5/", "https://-a.test/", "https://a..b/",
            "https://example.com./", "https://[::1/", "https://[::1]x/", "https://[example.com]/",
            "https://bücher.example/",
            "https://\(String(repeating: "a", count: 64)).test/", "https://e/\(String(repeating: "x", count: 2_100))",
        ]
    )
    func refuses(text: String) {
        let error = #expect(throws: WebAddressError.self) { try WebAddress(text) }
        if text.utf8.count > 8 { #expect(error?.message.contains(text) == false) }
    }

    @Test("a policy objects to what it does not allow")
    func policy() throws {
        let open = try WebAddress("https://example.com/")
        let plain = try WebAddress("http://example.com/")
        let inner = try WebAddress("https://169.254.169.254/latest/meta-data")
        let strict = AddressPolicy()
        #expect(strict.objection(to: open) == nil)
        #expect(strict.objection(to: plain) != nil)
        #expect(strict.objection(to: inner) != nil)
        #expect(AddressPolicy(allowsInsecure: true).objection(to: plain) == nil)
        #expect(AddressPolicy(allowsPrivate: true).objection(to: inner) == nil)
        let loopback = try #require(IPAddress("127.0.0.1"))
        #expect(strict.objection(to: loopback, of: "example.com") != nil)
        #expect(AddressPolicy(allowsPrivate: true).objection(to: loopback, of: "example.com") == nil)
    }
}
