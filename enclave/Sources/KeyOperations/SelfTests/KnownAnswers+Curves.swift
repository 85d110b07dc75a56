/// ECDSA signatures with the keys of RFC 6979 §A.2, and ECDH of the same keys with a second key.
extension KnownAnswers {
    /// P-256 with SHA-256 (RFC 6979 §A.2.5).
    static let p256 = Curve(
        scalar: hex(
            """
            c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721
            """),
        publicKey: hex(
            """
            3059301306072a8648ce3d020106082a8648ce3d0301070342000460fed4ba255a9d31c961eb74c6356d68c049b8923b\
            61fa6ce669622e60f29fb67903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299
            """),
        signature: hex(
            """
            3046022100efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716022100f7cb1c942d657c41\
            d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8
            """),
        peer: hex(
            """
            3059301306072a8648ce3d020106082a8648ce3d03010703420004f2b659d06e8fefba5d3bc330fedf050283b8bdcf96\
            9e0a3ccfd42c9e32103e5dda71ab65dd69d44dc88db15a11648a5927a5ba4d68f3ac9775321eee9c43d9ad
            """),
        sharedSecret: hex(
            """
            9ec85f45c5e0e612c348fab5e9f23bd7b8fa383f1eee94c254a7ae3027536db2
            """))

    /// P-384 with SHA-384 (RFC 6979 §A.2.6).
    static let p384 = Curve(
        scalar: hex(
            """
            6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d896d5724e4c70a825f872c9ea60d2edf5
            """),
        publicKey: hex(
            """
            3076301006072a8648ce3d020106052b8104002203620004ec3a4e415b4e19a4568618029f427fa5da9a8bc4ae92e02e\
            06aae5286b300c64def8f0ea9055866064a254515480bc138015d9b72d7d57244ea8ef9ac0c621896708a59367f9dfb9\
            f54ca84b3f1c9db1288b231c3ae0d4fe7344fd2533264720
            """),
        signature: hex(
            """
            306602310094edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c81a648152e44acf96e36dd\
            1e80fabe4602310099ef4aeb15f178cea1fe40db2603138f130e740a19624526203b6351d0a3a94fa329c145786e679e\
            7b82c71a38628ac8
            """),
        peer: hex(
            """
            3076301006072a8648ce3d020106052b8104002203620004c581a31f0b37c75a69952cc10a07a9fc013b603113e0979c\
            b86d5c533675def3cfd224e93edd36f8d953ce3c88fbad84e668451cafcdd7d0fb9ce4f0167faca01f1828e12a4cf8cb\
            1d635f4fe5633daeb42174fe18e13251b807fc10942d1430
            """),
        sharedSecret: hex(
            """
            068357ca05119315c7d673c65dc7da396631f6ea4f679b58da98abbc76efd5d0072c14b0a091eecf4a4929dd5efbabf3
            """))

    /// P-521 with SHA-512 (RFC 6979 §A.2.7).
    static let p521 = Curve(
        scalar: hex(
            """
            00fad06daa62ba3b25d2fb40133da757205de67f5bb0018fee8c86e1b68c7e75caa896eb32f1f47c70855836a6d16fcc\
            1466f6d8fbec67db89ec0c08b0e996b83538
            """),
        publicKey: hex(
            """
            30819b301006072a8648ce3d020106052b81040023038186000401894550d0785932e00eaa23b694f213f8c3121f86dc\
            97a04e5a7167db4e5bcd371123d46e45db6b5d5370a7f20fb633155d38ffa16d2bd761dcac474b9a2f5023a400493101\
            c962cd4d2fddf782285e64584139c2f91b47f87ff82354d6630f746a28a0db25741b5b34a828008b22acc23f924faafb\
            d4d33f81ea66956dfeaa2bfdfcf5
            """),
        signature: hex(
            """
            308187024200c328fafcbd79dd77850370c46325d987cb525569fb63c5d3bc53950e6d4c5f174e25a1ee9017b5d45060\
            6add152b534931d7d4e8455cc91f9b15bf05ec36e377fa0241617cce7cf5064806c467f678d3b4080d6f1cc50af26ca2\
            09417308281b68af282623eaa63e5b5c0723d8b8c37ff0777b1a20f8ccb1dccc43997f1ee0e44da4a67a
            """),
        peer: hex(
            """
            30819b301006072a8648ce3d020106052b81040023038186000400be4e2773d3b80126c964afa73a3b5b746f48ca3329\
            256210650168920de67a2fa591bc93976c5297f5773bf03c1254b8452ea0d55663f305233bdc8f131d59e924016ca519\
            40f148d026603110b8507a8e9b0b65d9c52b20ae1f7237e420334fad70ab06312ae37a6e11c790057bd303863e507070\
            9d0c71446055b6e3297d9af7a7d6
            """),
        sharedSecret: hex(
            """
            0063daf0743ca5069075af930962e4ff1db5326c13323a5371587acee62e961634fcb7ef31c0c1ab4acfbdf136c2cb98\
            2491788fe87556684fc6812ac59bfeb47ca3
            """))
}
