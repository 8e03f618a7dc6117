var _hmt = _hmt || []; (function(){ var hm = document.createElement("script"); hm.src = "//hm.stat.example/hm.js?{KEY}";
var s = document.getElementsByTagName("script")[0]; s.parentNode.insertBefore(hm, s); })();
var site = { id: {ID}, channel: "{CHANNEL}", mobile: /Android|iPhone|Mobile/i.test(navigator.userAgent), debug: false };
function setFont(size){ var box = document.getElementById("content"); if(!box) return; box.className = box.className.replace(/fontSize\w+/, "fontSize" + size); }
function share(to){ var u = encodeURIComponent(location.href), t = encodeURIComponent(document.title);
  var map = { wb: "http://service.weibo.example/share.php?url=" + u + "&title=" + t, qz: "http://qzone.example/share?url=" + u, wx: "/qr?u=" + u };
  window.open(map[to] || map.wb, "_blank", "width=640,height=480"); return false; }
function countdown(id, end){ var el = document.getElementById(id); setInterval(function(){ var left = end - new Date().getTime();
  if(left < 0) left = 0; el.innerHTML = Math.floor(left / 86400000) + "天" + Math.floor(left / 3600000 % 24) + "小时"; }, 1000); }
$(function(){ $(".mainnav li").hover(function(){ $(this).addClass("on").find(".sub").stop(true, true).slideDown(150); },
  function(){ $(this).removeClass("on").find(".sub").stop(true, true).slideUp(100); });
  $(".tabs span").mouseover(function(){ var i = $(this).index(); $(this).addClass("cur").siblings().removeClass("cur");
    $(this).parent().next().children().eq(i).show().siblings().hide(); });
  $("img.lazy").each(function(){ var s = $(this).attr("data-src"); if(s) $(this).attr("src", s); });
  $(window).scroll(function(){ $(window).scrollTop() > 600 ? $("#totop").fadeIn() : $("#totop").fadeOut(); }); });
function slot(no){ document.write('<div class="ad' + no + '"><a href="http://ad.example/click?slot=' + no + '" target="_blank"><img src="http://ad.example/' + no + '.gif" width="300" height="250" alt="广告"></a></div>'); }
var Vote = { key: "vote_" + site.id, done: function(){ return document.cookie.indexOf(this.key + "=1") >= 0; },
  send: function(option){ if(this.done()){ alert("您已经投过票了，感谢参与！"); return false; }
    $.post("/vote.php", { id: site.id, option: option }, function(r){ if(r && r.ok){ document.cookie = Vote.key + "=1;path=/;max-age=86400";
      $("#vote_result").html("投票成功，当前共有" + r.total + "人参与"); } else { alert("系统繁忙，请稍后再试"); } }, "json"); return false; } };
var Comment = { page: 1, load: function(id){ $.getJSON("/comment/list?id=" + id + "&page=" + this.page + "&callback=?", function(data){
    if(!data || !data.items || !data.items.length){ $("#comments").html("<p class='none'>暂无评论，快来抢沙发！</p>"); return; }
    var html = ""; $.each(data.items, function(i, c){ html += "<dl><dt>" + c.nick + "<span>" + c.time + "</span></dt><dd>" + c.text + "</dd></dl>"; });
    $("#comments").append(html); Comment.page++; }); },
  check: function(form){ var text = $.trim(form.text.value); if(text.length < 4 || text.length > 300){ alert("评论字数请控制在4到300之间"); return false; } return true; } };
function mobileJump(){ if(site.mobile && location.search.indexOf("pc=1") < 0){ var to = location.href.replace("//www.", "//m."); if(to != location.href){ /* location.replace(to); */ } } }
function copyTail(){ document.body.oncopy = function(){ setTimeout(function(){ if(window.clipboardData){ var t = clipboardData.getData("text");
  clipboardData.setData("text", t + "\r\n本文来自：" + document.title + " 详文参考：" + location.href); } }, 100); }; }
mobileJump(); copyTail();
